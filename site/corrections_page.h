#pragma once

#include "core/desk.h"
#include "core/site_index.h"
#include "site/list_renderer.h"
#include "site/page.h"

namespace ainews::site {

/// /corrections/: what readers are told about changed and withdrawn articles, the newest first. A
/// withdrawn article is named by its number alone.
void put_corrections(PageRenderer& pages, const CorrectionReader& corrections,
                     const SiteIndex& index, const PutFile& put);

}  // namespace ainews::site
