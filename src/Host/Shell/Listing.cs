using System.Text.Encodings.Web;
using System.Text.Json;
using Hub.Platform.Telemetry.Logging;

namespace Hub.Host.Shell;

/// <summary>Prints a list from the hub's API: a table for people, the JSON itself for programs.</summary>
internal static class Listing
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Line = new(Indented) { WriteIndented = false };

    /// <summary>Prints JSON over several lines, with escapes for characters that a terminal would act on.</summary>
    public static void PrintJson(JsonElement element) => Terminal.Out.WriteLine(JsonSerializer.Serialize(element, Indented));

    /// <summary>Returns JSON as a single line.</summary>
    public static string LineOf(JsonElement element) => JsonSerializer.Serialize(element, Line);

    /// <summary>A text with escapes for all that a terminal would act on, except for line breaks and tabs.</summary>
    public static string Lines(string text) =>
        VisibleText.Of(text.Replace("\r\n", "\n", StringComparison.Ordinal), lines: true);
}
