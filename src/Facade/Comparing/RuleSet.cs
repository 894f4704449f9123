using Hub.Platform.Plan;

namespace Hub.Facade.Comparing;

/// <summary>The rules that apply to a route's answers, by path. Never altered.</summary>
internal sealed class RuleSet
{
    private readonly Dictionary<string, ComparingRule[]> _at;

    public RuleSet(IEnumerable<ComparingRule> rules)
    {
        _at = rules.GroupBy(r => r.Path, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        ByKey = _at.Values.SelectMany(r => r).ToDictionary(r => r.Key, StringComparer.Ordinal);
    }

    public static RuleSet None { get; } = new([]);

    /// <summary>All of them, by what evidence counts them by.</summary>
    public IReadOnlyDictionary<string, ComparingRule> ByKey { get; }

    /// <summary>Returns those at a path.</summary>
    public ReadOnlySpan<ComparingRule> At(string path) =>
        _at.Count == 0 ? [] : _at.GetValueOrDefault(path.Length == 0 ? "body" : path);

    /// <summary>Returns the rule of a kind at a path, or null.</summary>
    public ComparingRule? Find(string path, ComparingKind kind)
    {
        foreach (var rule in At(path))
            if (rule.Kind == kind)
                return rule;
        return null;
    }
}
