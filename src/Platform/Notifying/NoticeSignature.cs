using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Platform.Notifying;

/// <summary>
/// Signs a message as Standard Webhooks says: HMAC-SHA256 over id, time stamp and body. See
/// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
/// </summary>
internal static class NoticeSignature
{
    public const string Id = "webhook-id";
    public const string Timestamp = "webhook-timestamp";
    public const string Signature = "webhook-signature";

    /// <summary>Adds the headers; without a secret those of id and time alone.</summary>
    public static void Add(HttpRequestHeaders headers, string id, DateTimeOffset at, byte[] body, ReadOnlySpan<byte> secret)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        headers.TryAddWithoutValidation(Id, id);
        headers.TryAddWithoutValidation(Timestamp, timestamp);
        if (secret.IsEmpty)
            return;
        var signed = HMACSHA256.HashData(secret, [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body]);
        headers.TryAddWithoutValidation(Signature, "v1," + Convert.ToBase64String(signed));
    }
}
