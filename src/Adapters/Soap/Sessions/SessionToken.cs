using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Soap.Contracts;
using Hub.Soap.Headers;
using Hub.Soap.Shapes;

namespace Hub.Soap.Sessions;

/// <summary>Takes a token from where a login left it, and puts it where calls name it.</summary>
internal static class SessionToken
{
    /// <returns>Null where there is none.</returns>
    public static string? Find(TokenPlace place, JsonNode? answer, HttpResponseMessage response) => place switch
    {
        InBody body => Text(At(body.Path, answer)),
        InHttp http => response.Headers.TryGetValues(http.Name, out var values) ? Text(values.First()) : null,
        InCookie cookie => Text(Cookies(response, cookie.Name)),
        _ => null,
    };

    public static JsonNode? At(ImmutableArray<string> path, JsonNode? answer) =>
        path.Aggregate(answer, (node, name) => (node as JsonObject)?[name]);

    /// <summary>A text that may go into headers, where a line's end would begin another one; null for any other.</summary>
    public static string? Text(JsonNode? node) => node is JsonValue value ? Text(value.ToString()) : null;

    /// <summary>The request as it is sent in a session; the one given stays as it is.</summary>
    public static JsonText PutIn(TokenPlace place, SoapOperation operation, JsonText document, string token)
    {
        if (place is not InBody { Path: var path } || operation.FilledIn.IsEmpty)
            return document;
        var copy = document.Node!.DeepClone();
        Set(copy, path, token);
        return JsonText.Of(copy);
    }

    public static SessionHeader? Header(TokenPlace place, string token)
    {
        if (place is not InHeader header)
            return null;
        if (header.Path.IsEmpty)
            return new SessionHeader(header.Shape, JsonText.Of(JsonValue.Create(token)));
        var content = header.With.DeepClone();
        Set(content, header.Path, token);
        return new SessionHeader(header.Shape, JsonText.Of(content));
    }

    /// <summary>Sends a request to where the session is, and names it there.</summary>
    public static void AddTo(HttpRequestMessage request, TokenPlace place, Session session)
    {
        var token = session.Token;
        request.RequestUri = session.Address ?? request.RequestUri;
        if (place is InHttp http)
            request.Headers.TryAddWithoutValidation(http.Name, token);
        else if (place is InCookie cookie)
            request.Headers.TryAddWithoutValidation("Cookie", cookie.Name == InCookie.All ? token : $"{cookie.Name}={token}");
    }

    private static string? Cookies(HttpResponseMessage response, string name)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var set))
            return null;
        var pairs = set.Select(c => c.Split(';')[0].Trim()).Where(c => c.Contains('=', StringComparison.Ordinal)).ToList();
        return name == InCookie.All ? string.Join("; ", pairs)
            : pairs.Where(p => p[..p.IndexOf('=', StringComparison.Ordinal)] == name)
                .Select(p => p[(name.Length + 1)..]).FirstOrDefault();
    }

    private static string? Text(string? text) => text is { Length: > 0 } && !text.Any(char.IsControl) ? text : null;

    private static void Set(JsonNode root, ImmutableArray<string> path, string token)
    {
        var node = root.AsObject();
        foreach (var name in path[..^1])
        {
            if (node[name] is not JsonObject)
                node[name] = new JsonObject();
            node = node[name]!.AsObject();
        }

        node[path[^1]] = token;
    }
}
