using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Forwarding;

/// <summary>Finds requests whose body two servers in a row might see end in different places (RFC 9112, 6.1).</summary>
internal static class RequestFraming
{
    private const string TwoEnds = "The request says in two ways where its body ends.";

    /// <summary>Returns why a request is refused, or null: nearly always.</summary>
    public static (int Status, string Why)? Check(HttpRequest request)
    {
        var coding = request.Headers.TransferEncoding;
        if (coding.Count == 0)
            return null;
        // Kestrel goes by the chunks and keeps a length beside them under another name; HTTP/1.0 knows no chunks.
        if (request.Headers.ContainsKey("X-Content-Length") || HttpProtocol.IsHttp10(request.Protocol))
            return (StatusCodes.Status400BadRequest, TwoEnds);
        return coding is [{ } one] && one.Equals("chunked", StringComparison.OrdinalIgnoreCase) ? null : Check(coding);
    }

    // Kestrel has taken the chunks off; what is inside would reach the side with nothing that says so.
    private static (int Status, string Why)? Check(StringValues coding)
    {
        var codings = coding.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var chunked = codings.Count(c => c.Equals("chunked", StringComparison.OrdinalIgnoreCase));
        return codings is ["chunked"] ? null
            : chunked == 1 && codings.Length > 1
                ? (StatusCodes.Status501NotImplemented,
                    "The request's Transfer-Encoding is more than chunked; send the body chunked, and say with "
                    + "Content-Encoding how it is compressed.")
                : (StatusCodes.Status400BadRequest, TwoEnds);
    }
}
