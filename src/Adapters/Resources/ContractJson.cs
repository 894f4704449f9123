using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Resources;

/// <summary>Writes JSON as it is: numbers digit by digit, letters as letters.</summary>
internal static class ContractJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpResponse response, string contentType, JsonNode content)
    {
        response.ContentType = contentType;
        await using (var writer = new Utf8JsonWriter(response.BodyWriter, Options))
            content.WriteTo(writer);
        await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
    }
}
