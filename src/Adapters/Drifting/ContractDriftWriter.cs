using Hub.Platform.Lifetime;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Drifting;

/// <summary>Writes what this node found in answers: every few seconds, and at the end.</summary>
internal sealed class ContractDriftWriter(
    ServedContracts contracts, ObservedAnswers answers, TimeProvider time, ILogger<ContractDriftWriter> log)
    : PeriodicWriter(TimeSpan.FromSeconds(5), "What systems answer beyond their contracts", time, log)
{
    protected override async Task WriteAsync()
    {
        await contracts.StoreAsync();
        await answers.WriteAsync(contracts);
    }
}
