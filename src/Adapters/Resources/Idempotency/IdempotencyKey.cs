using System.Security.Cryptography;
using System.Text;
using Hub.Platform.Sides;
using Hub.Platform.Storage;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Resources.Idempotency;

/// <summary>
/// What tells a request that is sent again from another one (draft-ietf-httpapi-idempotency-key-header): the caller's
/// key, good for one operation and one caller, and what was asked under it.
/// </summary>
/// <param name="Id">SHA-256 of the operation, the caller and the key: nothing of them can be read back.</param>
/// <param name="Fingerprint">SHA-256 of the request.</param>
internal sealed record IdempotencyKey(string Id, string Fingerprint)
{
    public const string Header = "Idempotency-Key";
    private const int LongestKey = 255;

    /// <summary>The key that a request names, or null with what is wrong with it.</summary>
    public static string? Read(HttpRequest request)
    {
        // A structured field's string has quotes; many leave them out.
        var text = request.Headers[Header] is [{ } one] ? one.Trim() : "";
        if (text is ['"', .. var inner, '"'])
            text = inner;
        return text.Length is > 0 and <= LongestKey && text.All(c => c is > ' ' and <= '~' and not '"') ? text : null;
    }

    /// <param name="operation">What is asked: a system's route.</param>
    /// <param name="key">The caller's key.</param>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body.</param>
    /// <param name="caller">Who asks, as far as the hub knows; else the credentials tell callers apart.</param>
    public static IdempotencyKey Of(string operation, string key, HttpRequest request, ReadOnlySpan<byte> body, string? caller)
    {
        var who = caller is not null ? $"caller {caller}" : $"credentials {request.Headers.Authorization}";
        var asked = HashChain.Next(
            "",
            request.Method,
            request.Path.Value ?? "",
            request.QueryString.Value ?? "",
            request.ContentType ?? "",
            Convert.ToHexString(SHA256.HashData(body)));
        return new IdempotencyKey(HashChain.Next("", operation, who, key), asked);
    }
}
