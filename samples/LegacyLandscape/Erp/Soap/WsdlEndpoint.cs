using System.Xml;

namespace LegacyLandscape.Erp.Soap;

/// <summary>GET /erp/services/ErpService?wsdl</summary>
internal sealed class WsdlEndpoint(Wsdl wsdl)
{
    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (!request.Query.ContainsKey("wsdl"))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "POST";
            return;
        }

        var address = new Uri($"{request.Scheme}://{request.Host}{request.PathBase}{request.Path}");
        context.Response.ContentType = "text/xml; charset=utf-8";
        var settings = new XmlWriterSettings { Async = true };
        await using var writer = XmlWriter.Create(context.Response.Body, settings);
        await wsdl.At(address).SaveAsync(writer, context.RequestAborted);
    }
}
