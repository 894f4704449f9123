using System.Text.RegularExpressions;

namespace Hub.Platform.Plan;

/// <summary>
/// Resolves <c>${env:NAME}</c> and <c>${file:PATH}</c> in the fields of a plan that take an address or a secret. The plan
/// keeps the reference, only the running hub knows the value, so no secret is stored with a plan or shown anywhere.
/// </summary>
/// <param name="given">Values that stand in for environment variables, such as the demo landscape's addresses.</param>
/// <param name="variables">Which environment variables may be read besides; none when not given.</param>
/// <param name="files">Which files of this machine may be read; none when not given.</param>
public sealed partial class PlanReferences(
    IReadOnlyDictionary<string, string>? given = null, AllowedVariables? variables = null, AllowedFiles? files = null)
{
    private readonly AllowedVariables _variables = variables ?? AllowedVariables.None;

    /// <summary>Which files of this machine plans may use.</summary>
    public AllowedFiles Files { get; } = files ?? AllowedFiles.None;

    /// <summary>
    /// Whether a reference that cannot be resolved is a stand-in instead of a fault: for what reads a plan and calls nothing.
    /// </summary>
    public bool StandsIn { get; init; }

    /// <summary>Replaces every reference in a value; null, and an error, where one cannot be resolved.</summary>
    public string? Resolve(string written, PlanLocation at, PlanErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var whole = true;
        var value = Reference().Replace(written, match =>
        {
            var resolved = Resolve(match, at, errors);
            whole &= resolved is not null;
            return resolved ?? "";
        });
        return whole ? value : null;
    }

    /// <summary>Whether a value has a reference in it.</summary>
    public static bool IsIn(string written) =>
        written.Contains("${", StringComparison.Ordinal) && Reference().IsMatch(written);

    /// <summary>What a value says by itself, without its references.</summary>
    public static string Without(string written) => Reference().Replace(written, "");

    /// <summary>The names of the environment variables that a text refers to.</summary>
    internal static IEnumerable<string> VariablesIn(string text) =>
        Reference().Matches(text).Where(m => m.Groups["kind"].Value == "env").Select(m => m.Groups["name"].Value);

    /// <summary>
    /// A file's tree with the references in it resolved where <see cref="ReferencePlaces"/> has them; anywhere else a
    /// reference is an error.
    /// </summary>
    internal PlanNode Resolve(string file, PlanNode tree, PlanErrors errors) => Resolve(file, tree, null, [], errors);

    private PlanNode Resolve(string file, PlanNode node, PlanNode? parent, IReadOnlyList<string> path, PlanErrors errors)
    {
        switch (node.Kind)
        {
            case PlanNodeKind.Map:
                return PlanNode.Map(node.At, [.. node.Fields.Select(f =>
                    KeyValuePair.Create(f.Key, Resolve(file, f.Value, node, [.. path, f.Key], errors)))]);
            case PlanNodeKind.List:
                return PlanNode.List(node.At, [.. node.Items.Select(i => Resolve(file, i, parent, path, errors))]);
        }

        if (node.Text is not { } text)
            return node;
        if (!IsIn(text))
        {
            errors.Keep(text);
            return node;
        }

        if (ReferencePlaces.Take(file, path))
            return PlanNode.Reference(
                node.At,
                text,
                StandsIn && Resolve(text, node.At, []) is null
                    ? Reference().Replace(text, match => ReferencePlaces.StandIn(path, parent, match.Index == 0))
                    : Resolve(text, node.At, errors));
        errors.Add(node, $"'{string.Join('.', path)}' takes no reference: {ReferencePlaces.Said}; write the value itself here");
        return node;
    }

    private string? Resolve(Match match, PlanLocation at, PlanErrors errors)
    {
        var (kind, name) = (match.Groups["kind"].Value, match.Groups["name"].Value);
        var problem = $"'{match.Value}' is no reference; write ${{env:NAME}} or ${{file:PATH}}";
        var value = kind switch
        {
            "env" => ReadVariable(name, out problem),
            "file" => Files.ReadText(name, out problem),
            _ => null,
        };
        if (value is null)
            errors.Add(at, problem!);
        else
            errors.Hide(value, match.Value);
        return value;
    }

    /// <summary>Returns the variables that a plan's files refer to and may not read, those of the hub's own left out.</summary>
    public IReadOnlyList<string> NotAllowedIn(PlanBundle bundle) =>
    [
        .. AllowedVariables.NamedIn(bundle).Where(n => !AllowedVariables.IsOwn(n) && given?.ContainsKey(n) != true
            && !_variables.Allow(n)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    private string? ReadVariable(string name, out string? problem)
    {
        problem = null;
        if (AllowedVariables.IsOwn(name))
            problem = $"environment variable {name} is the hub's own, which no plan reads; choose a name without HUB_";
        else if (given?.GetValueOrDefault(name) is { } value)
            return value;
        else if (!_variables.Allow(name))
            problem = $"environment variable {name} is not among those that a plan may read; "
                + $"start the hub with --env-allow {name}, or with a --plan folder whose files refer to it";
        else if (Environment.GetEnvironmentVariable(name) is { } set)
            return set;
        else
            problem = $"environment variable {name} is not set; set it, or write the value here if it is no secret";
        return null;
    }

    [GeneratedRegex(
        @"\$\{(?<kind>[^:}]*):?(?<name>[^}]*)\}",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Reference();
}
