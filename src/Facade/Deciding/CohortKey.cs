using Hub.Facade.Access;
using Hub.Platform.Plan;
using Hub.Platform.Sides;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Deciding;

/// <summary>Reads a request's cohort key from the places the plan names, which must agree.</summary>
internal sealed class CohortKey(CohortPlan cohort)
{
    private readonly CohortSource[] _cheap = [.. cohort.Sources.Where(s => s.Kind != CohortSourceKind.Body)];
    private readonly string[] _body = [.. cohort.Sources.Where(s => s.Kind == CohortSourceKind.Body).Select(s => s.Name)];

    /// <summary>Whether a body may have to be looked into.</summary>
    public bool ReadsBody => _body.Length > 0;

    /// <summary>
    /// The key, or why the request is refused. A body is read only where it matters: to decide, to hold it against
    /// what the header says, or to know which keys there are.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="needed">Whether the decision depends on the key.</param>
    /// <param name="welcome">Whether it is worth a look into a short body even where it does not; refuses nothing.</param>
    public async ValueTask<(string? Key, Refusal? Refused)> ReadAsync(HttpRequest request, bool needed, bool welcome)
    {
        string? key = null;
        foreach (var source in _cheap)
        {
            if (!TryRead(request, source, out var found))
                return (null, new Refusal(
                    StatusCodes.Status400BadRequest,
                    source.Kind == CohortSourceKind.Query ? QueryText.Invalid : PathValues.Invalid));
            // A header or a parameter may be given several times.
            foreach (var value in found)
                if (!Agrees(ref key, value))
                    return (null, Disagreement());
        }

        var decides = needed || key is not null;
        if (_body.Length == 0 || !(decides || (welcome && request.ContentLength is not null)) || !BodyFields.MayHold(request))
            return (key, null);
        var (values, refused) = await BodyFields.ReadAsync(request, _body);
        if (refused is not null && decides)
            return (null, refused);
        foreach (var value in values)
        {
            if (!Agrees(ref key, value))
                return (null, decides ? Disagreement() : null);
        }

        return (key, null);
    }

    /// <summary>Reads what a source says; false where that is a value of path or query that cannot be decoded.</summary>
    private static bool TryRead(HttpRequest request, CohortSource source, out StringValues values)
    {
        if (source.Kind == CohortSourceKind.Route)
        {
            var isText = PathText.TryDecode(request.RouteValues[source.Name]?.ToString() ?? "", out var value);
            values = value;
            return isText;
        }

        values = Read(request, source);
        return source.Kind != CohortSourceKind.Query || values.Count == 0 || QueryText.IsUtf8(request.QueryString);
    }

    private static StringValues Read(HttpRequest request, CohortSource source) => source.Kind switch
    {
        CohortSourceKind.Header => request.Headers[source.Name] switch
        {
            [var value] => HeaderText.Of(value),
            { Count: > 1 } several => several.Select(HeaderText.Of).ToArray(),
            _ => default,
        },
        CohortSourceKind.Query => request.Query[source.Name],
        CohortSourceKind.Claim => request.HttpContext.User.FindFirst(source.Name)?.Value,
        _ => default,
    };

    private static bool Agrees(ref string? key, string? found)
    {
        if (string.IsNullOrEmpty(found))
            return true;
        key ??= found;
        return key == found;
    }

    private Refusal Disagreement() => new(
        StatusCodes.Status400BadRequest,
        $"The request names more than one {cohort.Key}: {string.Join(" and ", cohort.Sources)} must agree.");
}
