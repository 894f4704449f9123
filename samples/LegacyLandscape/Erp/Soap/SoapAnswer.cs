using System.Xml;

namespace LegacyLandscape.Erp.Soap;

/// <summary>A finished envelope. Faults go out with HTTP 500, as SOAP 1.1 (6.2) demands.</summary>
internal sealed record SoapAnswer(int StatusCode, ReadOnlyMemory<byte> Envelope)
{
    public static SoapAnswer Of(string operation, Action<XmlWriter> content) =>
        new(StatusCodes.Status200OK, EnvelopeWriter.Answer(writer => ContractWriter.WriteResponse(writer, operation, content)));

    public static SoapAnswer Of(ErpFault fault) => new(StatusCodes.Status500InternalServerError, EnvelopeWriter.Fault(fault));

    public static SoapAnswer Of(SoapFault fault) => new(StatusCodes.Status500InternalServerError, EnvelopeWriter.Fault(fault));

    public async Task SendAsync(HttpResponse response)
    {
        response.StatusCode = StatusCode;
        response.ContentType = "text/xml; charset=utf-8";
        response.ContentLength = Envelope.Length;
        await response.Body.WriteAsync(Envelope, response.HttpContext.RequestAborted);
    }
}
