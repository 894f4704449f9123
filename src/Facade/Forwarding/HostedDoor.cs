using Hub.Facade.Access;
using Hub.Facade.Answers;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.ResponseCompression;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Stands before every hosted side and the hub's own surface. Bodies are JSON that says so, since a browser sends other types
/// (forms, <c>text/plain</c>) to any site without asking; compressed ones are decoded; answers are compressed on request. A query
/// that is not UTF-8 is refused.
/// </summary>
internal sealed class HostedDoor(AnswerCompression compression)
{
    /// <summary>Returns the delegate that takes requests to what answers here.</summary>
    public RequestDelegate To(RequestDelegate side)
    {
        RequestDelegate answer = new ResponseCompressionMiddleware(side, compression).Invoke;
        return context =>
            !QueryText.IsUtf8(context.Request.QueryString) ? RefuseQueryAsync(context)
            : HasBody(context) ? ReadAsync(context, answer)
            : AnswerAsync(context, answer);
    }

    private static Task AnswerAsync(HttpContext context, RequestDelegate answer)
    {
        AnswerCompression.Announce(context);
        return answer(context);
    }

    private static Task RefuseQueryAsync(HttpContext context) =>
        new Problem(StatusCodes.Status400BadRequest, QueryText.Invalid) { NothingDone = true }.WriteAsync(context);

    private static bool IsForm(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<BrowserPages>() is not null && context.Request.HasFormContentType;

    private static async Task ReadAsync(HttpContext context, RequestDelegate answer)
    {
        var request = context.Request;
        if (context.GetEndpoint()?.Metadata.GetMetadata<BodyIsIgnored>() is not null)
        {
            await AnswerAsync(context, answer);
            return;
        }

        if (request.HasJsonContentType() && JsonCharset.FindOther(request) is { } charset && !await IsEmptyAsync(request))
        {
            await Problems.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, JsonCharset.Refusal(charset));
            return;
        }

        if (!request.HasJsonContentType() && !IsForm(context) && !await IsEmptyAsync(request))
        {
            await Problems.WriteAsync(
                context,
                StatusCodes.Status415UnsupportedMediaType,
                $"The body must be application/json, and Content-Type must say so; it says {TypeOf(request)}.");
            return;
        }

        if (CodedBody.Of(request) is not { } coding)
        {
            await AnswerAsync(context, answer);
            return;
        }

        if (DecodedBody.Open(coding, request.Body) is not { } decoded)
        {
            context.Response.Headers.AcceptEncoding = CodedBody.Known;
            await Problems.WriteAsync(
                context,
                StatusCodes.Status415UnsupportedMediaType,
                $"The hub knows no Content-Encoding '{coding}'; send the body as {CodedBody.Known}, or as it is.");
            return;
        }

        await using (decoded)
        {
            request.Body = decoded;
            request.Headers.ContentEncoding = default;
            request.ContentLength = null;
            try
            {
                await AnswerAsync(context, answer);
            }
            catch (BadHttpRequestException e) when (decoded.IsCorrupt && !context.Response.HasStarted)
            {
                await Problems.WriteAsync(context, e.StatusCode, $"The body is not valid {coding}.");
            }
        }
    }

    private static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? context.Request.ContentLength is not 0;

    // HTTP/2 tells only at its end that there is none.
    private static async Task<bool> IsEmptyAsync(HttpRequest request)
    {
        if (request.ContentLength is not null)
            return false;
        var read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted);
        request.BodyReader.AdvanceTo(read.Buffer.Start);
        return read is { IsCompleted: true, Buffer.IsEmpty: true };
    }

    private static string TypeOf(HttpRequest request) =>
        request.ContentType is { Length: > 0 } type ? type.Split(';')[0] : "nothing";
}
