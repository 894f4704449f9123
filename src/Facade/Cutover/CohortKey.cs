using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>Reads a request's cohort key from the places the plan names, which must agree.</summary>
internal sealed class CohortKey(CohortPlan cohort)
{
    private readonly CohortSource[] _cheap = [.. cohort.Sources.Where(s => s.Kind != CohortSourceKind.Body)];
    private readonly string[] _body = [.. cohort.Sources.Where(s => s.Kind == CohortSourceKind.Body).Select(s => s.Name)];

    /// <summary>
    /// The key, or why the request is refused. A body is read only where it matters: to decide, or to hold it against
    /// what the header says.
    /// </summary>
    public async ValueTask<(string? Key, string? Refused)> ReadAsync(HttpRequest request, bool needed)
    {
        string? key = null;
        foreach (var source in _cheap)
        {
            if (!Agrees(ref key, Read(request, source)))
                return (null, Disagreement());
        }

        if (_body.Length == 0 || !(needed || key is not null) || !BodyFields.MayHold(request))
            return (key, null);
        foreach (var value in await BodyFields.ReadAsync(request, _body))
        {
            if (!Agrees(ref key, value))
                return (null, Disagreement());
        }

        return (key, null);
    }

    private static string? Read(HttpRequest request, CohortSource source) => source.Kind switch
    {
        CohortSourceKind.Header => request.Headers[source.Name] is [var value] ? value : null,
        CohortSourceKind.Route => request.RouteValues[source.Name]?.ToString(),
        CohortSourceKind.Query => request.Query[source.Name] is [var value] ? value : null,
        _ => null,
    };

    private static bool Agrees(ref string? key, string? found)
    {
        if (string.IsNullOrEmpty(found))
            return true;
        key ??= found;
        return key == found;
    }

    private string Disagreement() =>
        $"The request names more than one {cohort.Key}: {string.Join(" and ", cohort.Sources.Select(s => $"{s.Kind.ToString().ToLowerInvariant()} {s.Name}"))} must agree.";
}
