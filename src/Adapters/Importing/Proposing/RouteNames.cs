using System.Text.RegularExpressions;

namespace Hub.Importing.Proposing;

/// <summary>Gives each route an id and a path that no other has.</summary>
internal sealed partial class RouteNames(string capability)
{
    private readonly HashSet<string> _ids = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _shapes = new(StringComparer.OrdinalIgnoreCase);

    public string Id(string name)
    {
        var id = $"{capability}.{name}";
        for (var number = 2; !_ids.Add(id); number++)
            id = $"{capability}.{name}-{number}";
        return id;
    }

    /// <param name="method">The method.</param>
    /// <param name="name">What the path ends with, before its keys.</param>
    /// <param name="otherwise">What it ends with where another route has that.</param>
    /// <param name="keys">Values in the path.</param>
    public string Path(string method, string name, string otherwise, IEnumerable<string> keys)
    {
        var tail = string.Concat(keys.Select(k => $"/{{{k}}}"));
        var chosen = name;
        for (var number = 1; !_shapes.Add(Key.Replace($"{method} /{chosen}{tail}", "{}")); number++)
            chosen = number == 1 ? otherwise : $"{otherwise}-{number}";
        return $"/api/{capability}/{chosen}{tail}";
    }

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.NonBacktracking, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Key { get; }
}
