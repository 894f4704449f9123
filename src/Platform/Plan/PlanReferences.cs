using System.Text.RegularExpressions;

namespace Hub.Platform.Plan;

/// <summary>
/// Resolves <c>${env:NAME}</c> and <c>${file:PATH}</c> in a plan's values. The plan keeps the reference, only the
/// running hub knows the value, so no secret is stored with a plan or shown in a diff.
/// </summary>
/// <param name="given">Values that stand in for environment variables, such as the demo landscape's addresses.</param>
public sealed partial class PlanReferences(IReadOnlyDictionary<string, string>? given = null)
{
    /// <summary>Replaces every reference in a value; what cannot be resolved is reported and left as it is.</summary>
    public string Resolve(string value, PlanLocation at, PlanErrors errors) =>
        value.Contains("${", StringComparison.Ordinal)
            ? Reference().Replace(value, match => Resolve(match, at, errors))
            : value;

    /// <summary>A node with every reference in its values replaced.</summary>
    public PlanNode Resolve(PlanNode node, PlanErrors errors) => node.Kind switch
    {
        PlanNodeKind.Map => PlanNode.Map(
            node.At, [.. node.Fields.Select(f => KeyValuePair.Create(f.Key, Resolve(f.Value, errors)))]),
        PlanNodeKind.List => PlanNode.List(node.At, [.. node.Items.Select(i => Resolve(i, errors))]),
        _ => node.Text is { } text && text.Contains("${", StringComparison.Ordinal)
            ? PlanNode.Resolved(node.At, Resolve(text, node.At, errors))
            : node,
    };

    private string Resolve(Match match, PlanLocation at, PlanErrors errors)
    {
        var (kind, name) = (match.Groups["kind"].Value, match.Groups["name"].Value);
        var value = kind switch
        {
            "env" => given?.GetValueOrDefault(name) ?? Environment.GetEnvironmentVariable(name),
            "file" => ReadFile(name),
            _ => null,
        };
        if (value is null)
            errors.Add(at, kind switch
            {
                "env" => $"environment variable {name} is not set; set it, or write the value here if it is no secret",
                "file" => $"file {name} cannot be read; create it, readable for the hub only",
                _ => $"'{match.Value}' is no reference; write ${{env:NAME}} or ${{file:PATH}}",
            });
        return value ?? match.Value;
    }

    private static string? ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\$\{(?<kind>[^:}]*):?(?<name>[^}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
