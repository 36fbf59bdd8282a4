#pragma once

namespace ainews::storage {

/// docs/storage.md explains the tables. Times are milliseconds since 1970 UTC, money is
/// micro-dollars, states are the words of the design.
extern const char* const kSchemaBase;       ///< version 1
extern const char* const kSchemaSearch;     ///< version 2
extern const char* const kSchemaPollHints;  ///< version 3
extern const char* const kSchemaSite;       ///< version 4: the lists of the site
extern const char* const kSchemaEditions;   ///< version 5: topics, trends, editions
extern const char* const kSchemaDesk;       ///< version 6: the editor's desk
extern const char* const kSchemaSpend;      ///< version 7: where the money went
extern const char* const kSchemaStories;    ///< version 8: reports of the same event
extern const char* const kSchemaWatch;      ///< version 9: what the editor watches
extern const char* const kSchemaNotices;    ///< version 10: what the operator was told

}  // namespace ainews::storage
