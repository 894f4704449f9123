using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Resources;

/// <summary>A request's body as a whole, as long as it is not too large.</summary>
internal static class BoundedBody
{
    /// <exception cref="UnreadableBodyException">It is larger than <paramref name="largest"/> bytes.</exception>
    public static async Task<ArraySegment<byte>> ReadAsync(HttpRequest request, int largest, CancellationToken cancellation)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(chunk, cancellation)) > 0;)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > largest)
                throw TooLarge(largest);
        }

        return new ArraySegment<byte>(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    public static UnreadableBodyException TooLarge(int largest) =>
        new(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {largest} bytes.");
}
