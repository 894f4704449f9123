using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;

namespace Hub.Platform.Idempotency;

/// <summary>What a caller with an idempotency key is told where there is no first answer to give.</summary>
internal static class IdempotencyProblems
{
    public static Problem Unreadable { get; } = new(
        StatusCodes.Status400BadRequest,
        $"{IdempotentWrites.Header} is one text of 1 to 255 visible ASCII characters, best a random UUID.")
    {
        NothingDone = true,
    };

    public static Problem OtherRequest { get; } = new(
        StatusCodes.Status422UnprocessableEntity,
        $"This {IdempotentWrites.Header} was sent with another request before (another method, path, query, body or "
        + "condition); take a new one for each request. Nothing was done.")
    {
        NothingDone = true,
    };

    public static Problem UnderWay { get; } = new(
        StatusCodes.Status409Conflict,
        $"The first request with this {IdempotentWrites.Header} has no answer yet; send it again under the same key, "
        + "which is answered when the first one is, or told when it was interrupted.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
        NothingDone = true,
    };

    public static Problem Interrupted { get; } = new(
        StatusCodes.Status504GatewayTimeout,
        $"The hub was interrupted while it carried out the first request with this {IdempotentWrites.Header}, and does not "
        + "send it again: look whether it took effect before you take a new key.")
    {
        Title = Problem.OutcomeUnknown,
    };

    public static Problem NoStore { get; } = new(
        StatusCodes.Status503ServiceUnavailable,
        $"The store that keeps {IdempotentWrites.Header} cannot be reached; nothing was done. Try again.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
        NothingDone = true,
    };

    public static Problem NotWritable(StoreNotWritableException e) => new(
        StatusCodes.Status503ServiceUnavailable,
        $"The store that keeps {IdempotentWrites.Header} cannot be written"
        + $"{(e.DiskIsFull ? ": the disk is full" : " at present")}; nothing was done. Try again.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
        NothingDone = true,
    };

    public static Problem TooManyBodies { get; } = new(
        StatusCodes.Status503ServiceUnavailable,
        $"This node holds as many bodies of requests with {IdempotentWrites.Header} as it may; nothing was done. Try again.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
        NothingDone = true,
    };

    public static Problem TooMany { get; } = new(
        StatusCodes.Status429TooManyRequests,
        $"The hub remembers as many requests with {IdempotentWrites.Header} as it may; nothing was done. "
        + "Each is forgotten after a day.")
    {
        RetryAfter = TimeSpan.FromMinutes(1),
        NothingDone = true,
    };

    public static Problem TooManyOfCaller(int most) => new(
        StatusCodes.Status429TooManyRequests,
        $"{most} requests of this caller with {IdempotentWrites.Header} are remembered, and no more may be; nothing was done. "
        + "Each is forgotten after a day.")
    {
        RetryAfter = TimeSpan.FromMinutes(1),
        NothingDone = true,
    };

    public static Problem TooLarge(int largest) => new(
        StatusCodes.Status413PayloadTooLarge,
        $"With {IdempotentWrites.Header} a body is at most {largest} bytes; nothing was done.")
    {
        NothingDone = true,
    };

    public static Problem OfAnother(long status) => new(
        StatusCodes.Status409Conflict,
        $"The first request with this key was carried out and answered with {status}; that answer is told only to whoever sends "
        + "the same headers again (credentials, cookies, Accept and all others). Nothing was done now. Read the record.");

    public static Problem NotKept(long status) => new(
        StatusCodes.Status409Conflict,
        $"The first request with this key was carried out and answered with {status}; that answer was too large to keep. "
        + "Read the record.");
}
