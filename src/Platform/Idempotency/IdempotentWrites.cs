using System.Data.Common;
using Hub.Platform.Nodes;
using Hub.Platform.Storage;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Platform.Idempotency;

/// <summary>
/// Answers a write that is sent again under the same <c>Idempotency-Key</c> with what it was answered first, whichever side
/// and node did, also after a shift and a restart, and never carries it out twice. Requests without the header pass by.
/// </summary>
public sealed partial class IdempotentWrites
{
    /// <summary>The header with the caller's key.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>Says that an answer is the first one's.</summary>
    public const string ReplayedHeader = "Idempotent-Replayed";

    private readonly RememberedWrites _remembered;
    private readonly IdempotencyLimits _limits;
    private readonly ILogger _logger;
    private readonly HeldBodies _bodies;

    /// <param name="store">The hub's own store, which all nodes share.</param>
    /// <param name="nodes">The nodes that are live.</param>
    /// <param name="node">This process.</param>
    /// <param name="limits">How much is kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Told of answers that could not be remembered.</param>
    public IdempotentWrites(
        HubStore store, NodeRegistry nodes, ThisNode node, IdempotencyLimits limits, TimeProvider time,
        ILoggerFactory? loggers = null) =>
        (_remembered, _bodies, _limits, _logger) =
        (new RememberedWrites(store, nodes, node, limits, time), new HeldBodies(limits), limits,
            (loggers ?? NullLoggerFactory.Instance).CreateLogger<IdempotentWrites>());

    /// <summary>Creates and updates the tables.</summary>
    public Task MigrateAsync() => _remembered.MigrateAsync();

    /// <summary>Forgets the keys that are older than the time they are remembered for.</summary>
    public Task SweepAsync() => _remembered.SweepAsync();

    /// <summary>Notes that processes have ended: what they were carrying out was interrupted.</summary>
    /// <exception cref="DbException">The store cannot be written.</exception>
    internal async Task InterruptAsync(IReadOnlyList<string> ended)
    {
        foreach (var id in ended)
            await _remembered.InterruptAsync(id);
    }

    /// <summary>Stores how writes ended that the store could not take at the time.</summary>
    internal async Task StoreOutcomesAsync()
    {
        try
        {
            await _remembered.StoreOutcomesAsync();
        }
        catch (DbException)
        {
            // The store watch tells that it cannot be written; what is held stays held.
        }
    }

    /// <summary>Whether a request asks for it.</summary>
    public static bool Asks(HttpRequest request) => request.Headers.ContainsKey(Header);

    /// <summary>Takes the request's key, or answers the request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="scope">What its key is good for.</param>
    /// <returns>
    /// The write, to be carried out and then ended by <see cref="IdempotentWrite.EndAsync"/>; null where the request is
    /// answered: with the first answer, or with why it is refused.
    /// </returns>
    public async Task<IdempotentWrite?> BeginAsync(HttpContext context, IdempotencyScope scope)
    {
        if (IdempotencyKey.Read(context.Request) is not { } text)
            return await RefuseAsync(context, IdempotencyProblems.Unreadable);
        var (body, refused) = await _bodies.ReadAsync(context.Request);
        if (refused is not null)
            return await RefuseAsync(context, refused);
        IdempotentWrite? write = null;
        try
        {
            var key = IdempotencyKey.Of(text, scope, context.Request, body.Span);
            var attempt = Guid.NewGuid().ToString("N");
            var known = await _remembered.FindAsync(key);
            if (known is null && await FindLackAsync(key) is { } lack)
                return await RefuseAsync(context, lack);
            known ??= await _remembered.BeginAsync(key, attempt);
            if (known is not null)
                await AnswerAgainAsync(context, key, known);
            else
                write = new IdempotentWrite(this, context, key, attempt, body, _limits.LargestAnswer);
            return write;
        }
        catch (DbException e)
        {
            return await RefuseAsync(
                context,
                e is StoreNotWritableException full ? IdempotencyProblems.NotWritable(full) : IdempotencyProblems.NoStore);
        }
        finally
        {
            if (write is null)
                _bodies.Free(body);
        }
    }

    internal void End(IdempotentWrite write)
    {
        _remembered.End(write.Attempt);
        _bodies.Free(write.Body);
    }

    /// <param name="context">The answered request.</param>
    /// <param name="write">The write.</param>
    /// <param name="body">The answer's body; null where it is not kept.</param>
    internal async Task RememberAsync(HttpContext context, IdempotentWrite write, ReadOnlyMemory<byte>? body)
    {
        try
        {
            if (NothingDone.Says(context))
            {
                await _remembered.ReleaseAsync(write.Key, write.Attempt);
                return;
            }

            var kept = body is { } whole && await HasRoomAsync(write.Key)
                ? Convert.ToBase64String(whole.Span)
                : null;
            await _remembered.KeepAsync(
                write.Key, write.Attempt, context.Response.StatusCode, KeptHeaders.Write(context.Response.Headers), kept);
        }
        catch (DbException e)
        {
            // The key stays taken, so nothing is sent twice; this node answers repeats from memory until it is stored.
            NotRemembered(e);
        }
    }

    private async Task<bool> HasRoomAsync(IdempotencyKey key)
    {
        try
        {
            return (await _remembered.HeldByAsync(key)).Bytes < _limits.MostAnswersOfCaller;
        }
        catch (DbException)
        {
            // Held in memory then, which has a bound of its own.
            return true;
        }
    }

    private async Task<Problem?> FindLackAsync(IdempotencyKey key) =>
        (await _remembered.HeldByAsync(key)).Keys >= _limits.MostKeysOfCaller
            ? IdempotencyProblems.TooManyOfCaller(_limits.MostKeysOfCaller)
        : await _remembered.IsFullAsync(key) ? IdempotencyProblems.TooMany
        : null;

    private async Task AnswerAgainAsync(HttpContext context, IdempotencyKey key, RememberedWrite known)
    {
        if (known.Fingerprint != key.Fingerprint)
            await IdempotencyProblems.OtherRequest.WriteAsync(context);
        else if (known.Answered == 0)
            await AnswerUnendedAsync(context, key, known);
        else if (known.Proof != key.Proof)
            await IdempotencyProblems.OfAnother(known.Status).WriteAsync(context);
        else if (known.Body is null)
            await IdempotencyProblems.NotKept(known.Status).WriteAsync(context);
        else
            await ReplayAsync(context.Response, known);
    }

    private async Task AnswerUnendedAsync(HttpContext context, IdempotencyKey key, RememberedWrite known)
    {
        if (await _remembered.IsUnderWayAsync(known))
        {
            await IdempotencyProblems.UnderWay.WriteAsync(context);
            return;
        }

        // It may have ended since it was looked up.
        var now = await _remembered.FindAsync(key);
        if (now is { Answered: not 0 })
            await AnswerAgainAsync(context, key, now);
        else
            await (now?.Attempt == known.Attempt ? IdempotencyProblems.Interrupted : IdempotencyProblems.UnderWay)
                .WriteAsync(context);
    }

    private static async Task ReplayAsync(HttpResponse response, RememberedWrite known)
    {
        response.StatusCode = (int)known.Status;
        KeptHeaders.Set(known.Headers!, response.Headers);
        response.Headers[ReplayedHeader] = "true";
        var body = Convert.FromBase64String(known.Body!);
        if (body.Length == 0)
            return;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, response.HttpContext.RequestAborted);
    }

    private static async Task<IdempotentWrite?> RefuseAsync(HttpContext context, Problem problem)
    {
        await problem.WriteAsync(context);
        return null;
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The answer of a write could not be stored under its idempotency key; it is held in memory and stored when the store "
        + "can be written. If this process ends before, a repeated request is told that its outcome is unknown")]
    private partial void NotRemembered(Exception e);
}
