using System.Text;

namespace Hub.Console.Planning;

/// <summary>Reads a plan's file as text.</summary>
internal static class PlanText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns a file's text, or what it is where it has none.</summary>
    public static string Of(byte[] content) => Find(content) ?? $"({content.Length} bytes that are no text)";

    /// <summary>Returns a file's text; null where it has none.</summary>
    public static string? Find(byte[] content)
    {
        try
        {
            return Strict.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
