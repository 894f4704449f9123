using Hub.Platform.Plan;
using Hub.Platform.Sides;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Composing;

/// <summary>The route that a part asks: what its requests look like.</summary>
internal sealed class PartRoute
{
    private readonly RoutePattern _pattern;
    private readonly IReadOnlyList<KeyValuePair<string, string?>> _conditions;

    public PartRoute(RoutePlan route)
    {
        _pattern = RoutePatternFactory.Parse(route.Match.Path);
        _conditions = [.. route.Match.Query.Where(q => q.Value is not null)];
        Id = route.Id;
        Host = route.Match.Host is { } host ? new HostString(host) : null;
        Headers = route.Match.Headers.ToDictionary(
            h => h.Key, h => new StringValues(h.Value), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The route's id.</summary>
    public string Id { get; }

    /// <summary>The host that its requests ask; null for any.</summary>
    public HostString? Host { get; }

    /// <summary>The headers that its requests must have.</summary>
    public Dictionary<string, StringValues> Headers { get; }

    /// <summary>The names of its path's values.</summary>
    public IEnumerable<string> PathNames => _pattern.Parameters.Select(p => p.Name);

    /// <summary>Returns what is asked for; null where a value of the path is missing, or no record has it as its key.</summary>
    /// <param name="values">The values of its path and its query by name.</param>
    public PartTarget? Write(IReadOnlyDictionary<string, string> values)
    {
        var path = new RouteValueDictionary();
        var isShort = false;
        foreach (var parameter in _pattern.Parameters)
        {
            if (!values.TryGetValue(parameter.Name, out var value))
            {
                if (!parameter.IsOptional)
                    return null;
                isShort = true;
                continue;
            }

            // Servers read an empty segment, and one of dots, as another path.
            if (value.Trim('.').Length == 0)
                return null;
            path[parameter.Name] = value;
        }

        var written = WrittenPath.Of(_pattern, path);
        var query = values.Where(v => _pattern.GetParameter(v.Key) is null)
            .Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))
            .Concat(_conditions)
            .Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value!)}");
        var asked = string.Join('&', query);
        return new PartTarget(
            this, (isShort ? written.TrimEnd('/') : written) + (asked.Length > 0 ? "?" + asked : ""));
    }
}

/// <summary>A request of a part.</summary>
/// <param name="Route">The route.</param>
/// <param name="Target">The path and the query, percent-encoded.</param>
internal sealed record PartTarget(PartRoute Route, string Target);
