using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Resources;

/// <summary>Writes JSON as it is: numbers digit by digit, letters as letters.</summary>
internal static class ContractJson
{
    // Beyond this a buffer is not kept for the next answer.
    private const int LargestKept = 256 * 1024;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Writes it whole, so that its length is told and nothing is sent in chunks.</summary>
    public static async Task WriteAsync(HttpResponse response, string contentType, JsonNode content)
    {
        response.ContentType = contentType;
        Write(response, content);
        await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
    }

    // Stays on its thread from the first byte to the last.
    private static void Write(HttpResponse response, JsonNode content)
    {
        var buffer = _buffer ?? new ArrayBufferWriter<byte>(4096);
        var writer = _writer ?? new Utf8JsonWriter(buffer, Options);
        (_buffer, _writer) = (null, null);
        content.WriteTo(writer);
        writer.Flush();
        response.ContentLength = buffer.WrittenCount;
        response.BodyWriter.Write(buffer.WrittenSpan);
        if (buffer.Capacity > LargestKept)
            return;
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        (_buffer, _writer) = (buffer, writer);
    }
}
