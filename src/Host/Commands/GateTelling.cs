using Hub.Facade.Evidence;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Tells what the evidence says of gates.</summary>
internal static class GateTelling
{
    /// <summary>Returns a line for each gate and for each of its conditions.</summary>
    /// <param name="label">What stands before each gate, with its blanks.</param>
    /// <param name="gates">The verdicts; null for none.</param>
    public static IEnumerable<string> Lines(string label, IReadOnlyList<GateVerdict>? gates)
    {
        foreach (var gate in gates ?? [])
        {
            yield return $"{label}before {ApiRecords.Line(gate.Before)} of {ApiRecords.Line(gate.Route)}: "
                + ApiRecords.Word(gate.State);
            foreach (var condition in gate.Conditions)
                yield return $"{new string(' ', label.Length)}{ApiRecords.Word(condition.State),-12}  "
                    + $"{ApiRecords.Line(condition.Name)} {ApiRecords.Line(condition.Asked)}: "
                    + ApiRecords.Line(condition.Missing is { Length: > 0 } missing ? missing : condition.Found);
        }
    }
}
