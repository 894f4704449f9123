using System.Net.Http.Headers;

namespace LegacyLandscape.Soap;

/// <summary>A header of its own in SOAP 1.1, there always; a parameter of the content type in SOAP 1.2, and optional.</summary>
internal static class SoapAction
{
    public static bool IsRequired(SoapVersion version) => version == SoapVersion.Soap11;

    public static string? Of(HttpRequest request, SoapVersion version)
    {
        if (version == SoapVersion.Soap11)
            return request.Headers["SOAPAction"];

        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            ? type.Parameters.FirstOrDefault(IsAction)?.Value
            : null;
    }

    private static bool IsAction(NameValueHeaderValue parameter) =>
        parameter.Name.Equals("action", StringComparison.OrdinalIgnoreCase);
}
