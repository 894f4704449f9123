namespace LegacyLandscape.Soap;

/// <summary>A finished envelope.</summary>
internal sealed record SoapAnswer(int StatusCode, string MediaType, ReadOnlyMemory<byte> Envelope)
{
    public async Task SendAsync(HttpResponse response)
    {
        response.StatusCode = StatusCode;
        response.ContentType = $"{MediaType}; charset=utf-8";
        response.ContentLength = Envelope.Length;
        await response.Body.WriteAsync(Envelope, response.HttpContext.RequestAborted);
    }
}
