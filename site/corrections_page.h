#pragma once

#include <vector>

#include "core/desk.h"
#include "core/site_index.h"
#include "site/edition_pages.h"
#include "site/list_renderer.h"
#include "site/page.h"

namespace ainews::site {

/// /corrections/: what readers are told about changed and withdrawn articles and about changed
/// papers, the newest 200 first. A withdrawn article is named by its source and day alone.
void put_corrections(PageRenderer& pages, const CorrectionReader& corrections,
                     const std::vector<PaperCorrection>& papers, const SiteIndex& index,
                     const PutFile& put);

}  // namespace ainews::site
