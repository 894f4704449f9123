using Hub.ServiceKit.Changes;
using Samples.Storing;

namespace Samples.Publishing;

/// <summary>The outbox.</summary>
internal sealed class SampleLog(SamplesStore store, TimeProvider clock) : OutboxLog(store, clock);
