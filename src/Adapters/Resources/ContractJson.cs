using System.Buffers;
using System.Text.Json.Nodes;
using Hub.Soap.Shapes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Resources;

/// <summary>Answers with JSON as it is: numbers digit by digit, letters as letters.</summary>
internal static class ContractJson
{
    public static Task WriteAsync(HttpResponse response, string contentType, JsonNode content) =>
        WriteAsync(response, contentType, JsonText.Of(content));

    /// <summary>Sends it whole, so that its length is told and nothing goes in chunks.</summary>
    public static async Task WriteAsync(HttpResponse response, string contentType, JsonText content)
    {
        response.ContentType = contentType;
        response.ContentLength = content.Utf8.Length;
        response.BodyWriter.Write(content.Utf8.Span);
        await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
    }
}
