using System.Security.Cryptography;
using System.Text;
using Hub.Platform.Storage;
using Microsoft.AspNetCore.Http;

namespace Hub.Platform.Idempotency;

/// <summary>
/// What tells a repeated request from another one (draft-ietf-httpapi-idempotency-key-header). Only hashes, as nothing of the
/// caller's credentials or of the request is to be read back from the store.
/// </summary>
/// <param name="Id">Of the scope, the caller and the key.</param>
/// <param name="Holder">Of the scope and whoever the key counts against.</param>
/// <param name="Scope">The capability, or the wrapped system, that keys are good for.</param>
/// <param name="Fingerprint">Of the request.</param>
/// <param name="Proof">Of the headers that a caller has to send again to be told the first answer.</param>
internal sealed record IdempotencyKey(string Id, string Holder, string Scope, string Fingerprint, string Proof)
{
    private const int LongestKey = 255;

    // With another one of these the request asks for something else.
    private static readonly string[] Asking = ["Content-Type", "Content-Encoding", "If-Match", "If-None-Match"];

    // What callers prove to a side who they are by.
    private static readonly string[] Credentials = ["Authorization", "X-Api-Key", "X-System-Authorization"];

    /// <summary>The key that a request names, or null where it names none that is valid.</summary>
    public static string? Read(HttpRequest request)
    {
        // A structured field's string has quotes; many leave them out.
        var text = request.Headers[IdempotentWrites.Header] is [{ } single] ? single.Trim() : "";
        if (text is ['"', .. var inner, '"'])
            text = inner;
        return text.Length is > 0 and <= LongestKey && text.All(c => c is > ' ' and <= '~' and not '"') ? text : null;
    }

    /// <param name="text">The caller's key.</param>
    /// <param name="scope">What it is good for.</param>
    /// <param name="request">The request.</param>
    /// <param name="body">The request's body.</param>
    public static IdempotencyKey Of(string text, in IdempotencyScope scope, HttpRequest request, ReadOnlySpan<byte> body)
    {
        var headers = request.Headers;
        var credentials = scope.ByCredentials && scope.Caller is null && Credentials.Any(headers.ContainsKey);
        var who = scope.Caller is { } name ? HashChain.Next("caller", [name, headers["X-System-Authorization"].ToString()])
            : credentials ? HashChain.Next("credentials", [.. Credentials.Select(c => headers[c].ToString())])
            : "anonymous";
        // Anonymous callers share their keys; each address fills but its own share.
        var anonymous = scope.Caller is null && !credentials;
        var holder = anonymous ? $"anonymous {request.HttpContext.Connection.RemoteIpAddress}" : who;
        string[] asked =
        [
            scope.Operation, request.Method, request.Path.Value ?? "", request.QueryString.Value ?? "",
            .. Asking.Concat(scope.Headers).Select(h => headers[h].ToString()),
            Convert.ToHexString(SHA256.HashData(body)),
        ];
        return new IdempotencyKey(
            HashChain.Next("key", [scope.Name, who, text]),
            HashChain.Next("holder", [scope.Name, holder]),
            HashChain.Next("scope", [scope.Name]),
            HashChain.Next("request", asked),
            HashChain.Next("proof", [.. ProvingHeaders.Of(request, isKnown: scope.Caller is not null)]));
    }
}

/// <summary>What a key is good for: one caller, and one capability or wrapped system.</summary>
/// <param name="Name">The capability (<c>capability orders</c>) or the wrapped system (<c>system erp</c>).</param>
/// <param name="Operation">What is asked there; under one key always the same.</param>
/// <param name="Caller">Who asks, where the hub knows: a token's name, a subject; or null.</param>
/// <param name="ByCredentials">Whether credentials that are passed on tell callers apart, where the hub knows none.</param>
/// <param name="Headers">Headers that are a part of the request, such as those with the cohort key.</param>
public readonly record struct IdempotencyScope(
    string Name, string Operation, string? Caller, bool ByCredentials, IReadOnlyList<string> Headers);
