using System.Buffers;
using System.Text.Json;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.ServiceKit.Requests;

/// <summary>Reads the body of a request as JSON, in one way for all that the hub answers itself.</summary>
public static class RequestBody
{
    /// <summary>The largest body a side takes, in bytes: a megabyte.</summary>
    public const int Largest = 1024 * 1024;

    // A length that is announced is not yet sent.
    private const int AtFirst = 64 * 1024;

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = JsonFaults.MostDepth,
    };

    /// <summary>
    /// The whole body, or why it is refused: 413 where it is larger than
    /// <paramref name="largest"/>, 415 where it is not said to be JSON, in UTF-8.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="largest">The largest body that is taken, in bytes.</param>
    /// <param name="needsType">Whether a body without Content-Type is refused as well.</param>
    public static async ValueTask<(ReadOnlyMemory<byte> Json, Problem? Problem)> ReadAsync(
        HttpRequest request, int largest = Largest, bool needsType = true)
    {
        if (Refuse(request, largest) is { } refused)
            return (default, refused);
        if (await ReadBytesAsync(request, largest) is not { } body)
            return (default, TooLarge(largest));
        return needsType && body.Length > 0 && request.ContentType is null
            ? (default, WrongType("and Content-Type has to say so"))
            : (body, null);
    }

    /// <summary>Why a body is refused before it is read, by what its headers say of it; or null.</summary>
    public static Problem? Refuse(HttpRequest request, int largest) =>
        request.ContentType is { } type && !request.HasJsonContentType() ? WrongType($"not {type.Split(';')[0].Trim()}")
        : JsonCharset.FindOther(request) is { } charset
            ? new(StatusCodes.Status415UnsupportedMediaType, JsonCharset.Refusal(charset)) { NothingDone = true }
        : request.ContentLength > largest ? TooLarge(largest)
        : null;

    /// <summary>The whole body, or null where it is larger than <paramref name="largest"/> bytes.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadBytesAsync(HttpRequest request, int largest)
    {
        // Not left to the server's own limit: whoever stands in front may have replaced the body it would watch.
        var reader = request.BodyReader;
        var whole = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? 0, 256, AtFirst));
        while (true)
        {
            var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            foreach (var piece in read.Buffer)
                whole.Write(piece.Span);
            reader.AdvanceTo(read.Buffer.End);
            if (whole.WrittenCount > largest)
                return null;
            if (read.IsCompleted)
                return whole.WrittenMemory;
        }
    }

    /// <summary>
    /// Parses a document, with or without a byte order mark, or says what is wrong with it as JSON, all at once.
    /// </summary>
    public static (JsonElement Document, Problem? Problem) Parse(ReadOnlySpan<byte> json)
    {
        json = json[ByteOrderMark.LengthOf(json)..];
        if (!JsonFaults.ParserMayMiss(json) || JsonFaults.Find(json) is not { Count: > 0 } faults)
        {
            try
            {
                return (JsonElement.Parse(json, Strict), null);
            }
            catch (JsonException)
            {
                faults = JsonFaults.Find(json);
            }
        }

        return (default, Faults(faults));
    }

    /// <summary>
    /// What <paramref name="read"/> makes of the body, or the answer that tells what is wrong with it.
    /// </summary>
    public static async Task<(T? Read, Problem? Problem)> ReadAsync<T>(
        HttpContext context, RequestErrors errors, Func<JsonElement, RequestErrors, T> read)
        where T : class
    {
        var (json, problem) = await ReadAsync(context.Request);
        if (problem is not null)
            return (null, problem);
        (var document, problem) = Parse(json.Span);
        if (problem is not null)
            return (null, problem);
        var request = read(document, errors);
        return errors.Any ? (null, errors.ToProblem(StatusCodes.Status400BadRequest)) : (request, null);
    }

    /// <summary>A body that is larger than what is taken.</summary>
    public static Problem TooLarge(int largest) =>
        new(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {largest} bytes.") { NothingDone = true };

    private static Problem WrongType(string why) =>
        new(StatusCodes.Status415UnsupportedMediaType, $"The body must be application/json, {why}.") { NothingDone = true };

    private static Problem Faults(IReadOnlyList<ProblemError> faults) =>
        new(StatusCodes.Status400BadRequest, Problem.HasFaults) { Errors = faults, NothingDone = true };
}
