using Hub.Cases.Storing;
using Hub.ServiceKit.Changes;

namespace Hub.Cases.Publishing;

/// <summary>The outbox.</summary>
internal sealed class CaseLog(CasesStore store, TimeProvider clock) : OutboxLog(store, clock);
