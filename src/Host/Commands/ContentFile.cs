using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Reads fields of a contract and their values, which an option gives as JSON or in a file.</summary>
internal static class ContentFile
{
    /// <param name="option">The option.</param>
    /// <param name="file">What was typed.</param>
    /// <param name="instead">What would be right.</param>
    /// <exception cref="CommandFailedException">The file cannot be used: wrong usage.</exception>
    public static async Task<JsonObject> ReadAsync(string option, string file, string instead)
    {
        try
        {
            var text = file.StartsWith('{') ? file : await File.ReadAllTextAsync(file);
            if (JsonNode.Parse(text) is JsonObject { Count: > 0 } content)
                return content;
            throw Unusable("holds no JSON object");
        }
        catch (JsonException)
        {
            throw Unusable("is not valid JSON");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable("cannot be read");
        }

        CommandFailedException Unusable(string why) => new(
            $"{option} '{file}' {why}: {instead} with fields such as {{ \"creditLimit\": 5000 }}.", CommandLine.WrongUsage);
    }
}
