using System.Buffers;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.Soap.Shapes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Surface;

/// <summary>Reads a request's JSON once, out of the server's own buffers.</summary>
internal static class OperationBody
{
    public const int LargestBody = 8 * 1024 * 1024;

    /// <returns>The document, an object without properties where there is no body; or why it cannot be read.</returns>
    public static async ValueTask<(JsonText? Document, Problem? Problem)> ReadAsync(
        HttpRequest request, CancellationToken cancellation)
    {
        if (RequestBody.Refuse(request, LargestBody) is { } refused)
            return (null, refused);
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellation);
            if (!read.IsCompleted)
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (read.Buffer.Length > LargestBody)
                    return (null, RequestBody.TooLarge(LargestBody));
                continue;
            }

            try
            {
                return read.Buffer.Length > LargestBody ? (null, RequestBody.TooLarge(LargestBody))
                    : read.Buffer.IsEmpty ? (JsonText.Empty, null)
                    : Parse(read.Buffer);
            }
            finally
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
            }
        }
    }

    private static (JsonText?, Problem?) Parse(ReadOnlySequence<byte> json)
    {
        var (document, problem) = RequestBody.Parse(json.IsSingleSegment ? json.FirstSpan : json.ToArray());
        return problem is null ? (JsonText.Of(document), null) : (null, problem);
    }
}
