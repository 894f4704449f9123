using System.Net.Http.Headers;

namespace LegacyLandscape.Soap;

internal static class RequestBody
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>The version's own media type in UTF-8 is all that is read.</summary>
    public static bool IsSoap(HttpRequest request, SoapVersion version) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && string.Equals(type.MediaType, version.MediaType, StringComparison.OrdinalIgnoreCase)
        && type.CharSet?.Trim('"').ToLowerInvariant() is null or "utf-8";

    /// <exception cref="SoapFault">The body is larger than is taken.</exception>
    public static async Task<Stream> ReadAsync(HttpRequest request, CancellationToken gone)
    {
        var body = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 1024, 0, MaxBytes));
        var buffer = new byte[4096];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, gone)) > 0)
        {
            if (body.Length + read > MaxBytes)
                throw SoapFault.Caller($"The request is larger than {MaxBytes} bytes.");
            body.Write(buffer, 0, read);
        }

        body.Position = 0;
        return body;
    }
}
