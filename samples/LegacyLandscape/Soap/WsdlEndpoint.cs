using System.Xml;
using System.Xml.Linq;

namespace LegacyLandscape.Soap;

/// <summary>GET with ?wsdl, and with ?xsd= for what that imports.</summary>
internal sealed class WsdlEndpoint(Wsdl wsdl)
{
    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Query.TryGetValue("xsd", out var name))
            await SendAsync(wsdl.Imported(name.ToString()), context);
        else if (request.Query.ContainsKey("wsdl"))
            await SendAsync(wsdl.At(new Uri($"{request.Scheme}://{request.Host}{request.PathBase}{request.Path}")), context);
        else
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "POST";
        }
    }

    private static async Task SendAsync(XDocument? document, HttpContext context)
    {
        if (document is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "text/xml; charset=utf-8";
        var settings = new XmlWriterSettings { Async = true };
        await using var writer = XmlWriter.Create(context.Response.Body, settings);
        await document.SaveAsync(writer, context.RequestAborted);
    }
}
