using System.Buffers;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Platform.Idempotency;

/// <summary>
/// Reads the bodies of requests with a key into memory, which has to know a body whole to tell a repeat from another request.
/// Small ones always find room; large ones share a budget, counted as their bytes arrive.
/// </summary>
internal sealed class HeldBodies(IdempotencyLimits limits)
{
    private const int Small = 64 * 1024;
    private long _held;

    /// <summary>The body, to be freed by <see cref="Free"/>; or why it is not read.</summary>
    public async Task<(ReadOnlyMemory<byte> Body, Problem? Refused)> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > limits.LargestBody)
            return (default, IdempotencyProblems.TooLarge(limits.LargestBody));
        var (body, counted, whole) = (new ArrayBufferWriter<byte>(), 0, false);
        try
        {
            while (true)
            {
                var read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted);
                foreach (var piece in read.Buffer)
                    body.Write(piece.Span);
                request.BodyReader.AdvanceTo(read.Buffer.End);
                if (body.WrittenCount > limits.LargestBody)
                    return (default, IdempotencyProblems.TooLarge(limits.LargestBody));
                var more = CountOf(body.WrittenCount) - counted;
                counted += more;
                if (Interlocked.Add(ref _held, more) > limits.MostBodies && counted > 0)
                    return (default, IdempotencyProblems.TooManyBodies);
                if (!read.IsCompleted)
                    continue;
                whole = true;
                return (body.WrittenMemory, null);
            }
        }
        finally
        {
            if (!whole)
                Interlocked.Add(ref _held, -counted);
        }
    }

    /// <summary>Nobody needs the body any more.</summary>
    public void Free(ReadOnlyMemory<byte> body) => Interlocked.Add(ref _held, -CountOf(body.Length));

    private static int CountOf(int length) => length <= Small ? 0 : length;
}
