using System.Collections.Concurrent;
using Hub.Adapters.Calls;
using Hub.Platform.ContractDrift;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Drifting;

/// <summary>Counts the answers of systems to mapped calls, and what in them their contracts do not know.</summary>
internal sealed class ObservedAnswers(ContractFindings findings) : ICallObserver
{
    // Of one operation; a system that answers with ever other names is not written down name by name.
    private const int MostPlaces = 100;
    private readonly ConcurrentDictionary<(string System, string Operation), OperationAnswers> _operations = new();

    public void Answered(string system, MappedCall call, JsonText? sent, SystemOutcome said)
    {
        if (said is not Answer answer)
            return;
        var counted = _operations.GetOrAdd((system, call.Operation.Name), _ => new OperationAnswers());
        Interlocked.Increment(ref counted.Answers);
        foreach (var place in answer.Unknown)
            if (counted.Places.ContainsKey(place) || counted.Places.Count < MostPlaces)
                counted.Places.AddOrUpdate(place, 1, (_, n) => n + 1);
    }

    /// <summary>Writes what was counted since the last time, of the contracts that the store knows.</summary>
    /// <exception cref="System.Data.Common.DbException">
    /// The store cannot be reached; what is not written is written the next time.
    /// </exception>
    public async Task WriteAsync(ServedContracts contracts)
    {
        if (_operations.Values.All(o => Interlocked.Read(ref o.Answers) == 0))
            return;
        var withFindings = await findings.FoundInAnswersAsync();
        foreach (var group in _operations.GroupBy(o => o.Key.System))
        {
            if (contracts.Find(group.Key) is not { } contract)
                continue;
            var taken = group.Select(o => (o.Key.Operation, Counted: o.Value, Taken: o.Value.Take())).ToList();
            var answers = taken.Where(o => o.Taken.Answers > 0)
                .ToDictionary(o => o.Operation, o => o.Taken.Answers, StringComparer.Ordinal);
            var found = taken.SelectMany(o => o.Taken.Places.Select(p => (
                new ContractFinding(
                    group.Key, ContractFinding.Answers, o.Operation, p.Key,
                    $"{o.Operation} answers with {p.Key}, which the contract does not know", contract.RoutesOf(o.Operation)),
                p.Value))).ToList();
            // Where no node has found anything there is nothing to be a share of.
            if (answers.Count == 0 || (found.Count == 0 && !withFindings.Contains(group.Key)))
                continue;
            try
            {
                await findings.CountAsync(group.Key, contract.Hash, answers, found);
            }
            catch
            {
                foreach (var one in taken)
                    one.Counted.PutBack(one.Taken);
                throw;
            }
        }
    }
}
