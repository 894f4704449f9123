using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Tells what the evidence says of gates.</summary>
internal static class GateTelling
{
    /// <summary>Returns the lines of an answer that has <c>gates</c>: one for each gate and for each of its conditions.</summary>
    /// <param name="label">What stands before each gate, with its blanks.</param>
    /// <param name="answer">The answer.</param>
    public static IEnumerable<string> Lines(string label, JsonElement answer)
    {
        if (!answer.TryGetProperty("gates", out var gates) || gates.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var gate in gates.EnumerateArray())
        {
            yield return $"{label}before {gate.Text("before")} of {gate.Text("route")}: {gate.Text("state")}";
            foreach (var condition in gate.GetProperty("conditions").EnumerateArray())
                yield return $"{new string(' ', label.Length)}{condition.Text("state"),-12}  {condition.Text("name")} "
                    + $"{condition.Text("asked")}: "
                    + (condition.Text("missing") is { Length: > 0 } missing ? missing : condition.Text("found"));
        }
    }
}
