#pragma once

#include "core/desk.h"
#include "core/editions.h"
#include "core/item_store.h"
#include "core/ledger.h"
#include "core/notices.h"
#include "core/poll_store.h"
#include "core/shared_facts.h"
#include "core/site_index.h"
#include "core/site_search.h"
#include "core/source_texts.h"
#include "core/spend.h"
#include "core/story_reader.h"
#include "core/topics.h"
#include "core/trends.h"
#include "core/watch.h"
#include "core/work_queue.h"

namespace ainews {

/// The whole store: what the composition root opens and hands out role by role. Each implementation
/// passes tests/storage/store_contract.h.
class Store : public PollStore,
              public WorkQueue,
              public Ledger,
              public SpendReader,
              public SharedFacts,
              public ItemReader,
              public ItemEditor,
              public Desk,
              public CorrectionReader,
              public EditorialWatch,
              public SearchIndex,
              public SiteIndex,
              public SiteSearch,
              public CycleLog,
              public TopicReader,
              public TopicIndex,
              public TrendReader,
              public TrendCounter,
              public EditionReader,
              public EditionDesk,
              public StoryReader,
              public SourceTexts,
              public NoticeLedger {
public:
    /// A cheap round trip to the database, for the watchdog.
    [[nodiscard]] virtual bool answers() const = 0;
};

}  // namespace ainews
