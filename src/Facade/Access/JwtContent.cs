using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Hub.Facade.Access;

/// <summary>
/// A signed JSON Web Token in compact form, read strictly: base64url without padding, blanks or spare bits, and JSON
/// objects in which no member stands twice. Two readers could understand anything looser in two ways.
/// </summary>
/// <param name="Header">The JOSE header, a JSON object.</param>
/// <param name="Claims">The claims, a JSON object; believed only once the signature is checked.</param>
/// <param name="Signed">The bytes that are signed.</param>
/// <param name="Signature">The signature; empty where there is none.</param>
internal sealed record JwtContent(JsonElement Header, JsonElement Claims, byte[] Signed, byte[] Signature)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly SearchValues<char> Base64UrlCharacters = SearchValues.Create(Alphabet);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Reads a token, or returns null where it is no such token.</summary>
    public static JwtContent? Read(string token)
    {
        Span<Range> parts = stackalloc Range[4];
        // Five parts would be an encrypted token, for which the hub has no key.
        if (token.AsSpan().Split(parts, '.') != 3)
            return null;
        // Without a signature, its algorithm is refused by name.
        var signature = token.AsSpan()[parts[2]];
        return (signature.IsEmpty || IsBase64Url(signature))
            && ReadObject(token.AsSpan()[parts[0]]) is { } header
            && ReadObject(token.AsSpan()[parts[1]]) is { } claims
                ? new JwtContent(
                    header, claims, Encoding.ASCII.GetBytes(token[..parts[1].End.Value]), Base64Url.DecodeFromChars(signature))
                : null;
    }

    private static JsonElement? ReadObject(ReadOnlySpan<char> part)
    {
        if (!IsBase64Url(part))
            return null;
        try
        {
            var element = JsonElement.Parse(Base64Url.DecodeFromChars(part), Strict);
            return element.ValueKind == JsonValueKind.Object ? element : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether a text is what an encoder makes: other spellings of the same bytes are refused.</summary>
    private static bool IsBase64Url(ReadOnlySpan<char> part)
    {
        if (part.IsEmpty || part.ContainsAnyExcept(Base64UrlCharacters))
            return false;
        var spare = (part.Length % 4) switch { 0 => 0, 2 => 0b1111, 3 => 0b11, _ => -1 };
        return spare >= 0 && (Alphabet.IndexOf(part[^1], StringComparison.Ordinal) & spare) == 0;
    }
}
