using System.Collections.Frozen;

namespace Hub.Platform.Plan;

/// <summary>
/// The environment variables that a plan may refer to: those that whoever starts the hub names, and those that the plan's
/// folder given at the start refers to, which the same person vouches for. Plans come over the network as well.
/// </summary>
/// <param name="names">Names, and prefixes written <c>PREFIX*</c>.</param>
public sealed class AllowedVariables(IEnumerable<string> names)
{
    private readonly FrozenSet<string> _names = names.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>No variable at all.</summary>
    public static AllowedVariables None { get; } = new([]);

    /// <summary>Whether a variable is the hub's own, which no plan ever reads: its tokens and secrets are among them.</summary>
    public static bool IsOwn(string name) => name.StartsWith("HUB_", StringComparison.OrdinalIgnoreCase);

    /// <summary>The names that a plan's YAML files refer to, whether the plan is valid or not.</summary>
    public static IEnumerable<string> NamedIn(PlanBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return bundle.Files.Keys.Where(f => f.EndsWith(".yaml", StringComparison.Ordinal))
            .SelectMany(f => NamedIn(bundle.Text(f)!));
    }

    /// <summary>The names that a text refers to.</summary>
    public static IEnumerable<string> NamedIn(string text) => PlanReferences.VariablesIn(text);

    /// <summary>Whether a plan may refer to a variable.</summary>
    public bool Allow(string name) => !IsOwn(name) && (_names.Contains(name)
        || _names.Any(n => n.EndsWith('*') && name.StartsWith(n[..^1], StringComparison.Ordinal)));
}
