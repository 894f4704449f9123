using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Facade.Gating;

namespace Hub.Facade.Retiring;

/// <summary>Returns what the hash and the signature of a retirement document are made of: canonical JSON (RFC 8785).</summary>
internal static class RetirementDocument
{
    /// <summary>Returns the document's hash, of all but <c>sha256</c> and <c>signature</c>.</summary>
    public static string HashOf(JsonObject document) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TextWithout(document, "sha256", "signature"))));

    /// <summary>Returns what is signed: all but <c>signature</c>.</summary>
    public static string SignedText(JsonObject document) => TextWithout(document, "signature");

    private static string TextWithout(JsonObject document, params ReadOnlySpan<string> names)
    {
        var rest = document.DeepClone().AsObject();
        foreach (var name in names)
            rest.Remove(name);
        return CanonicalText.Of(JsonSerializer.SerializeToElement(rest));
    }
}
