using System.Data.Common;
using System.Diagnostics;
using Dapper;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;

namespace Hub.ServiceKit.Keeping;

/// <summary>
/// Carries out the writes of a service's records: each looked up, kept and logged in one transaction, or only tried where the
/// request asks for that.
/// </summary>
/// <param name="store">The service's store, with <see cref="OutboxLog.Tables"/> among its shared tables.</param>
/// <param name="log">The service's outbox.</param>
public abstract class RecordKeeping(ServiceStore store, OutboxLog log)
{
    private static readonly SqlFile Sql = SqlFile.Of<RecordKeeping>();

    /// <summary>
    /// Runs a write in a transaction and announces what it logged. With <c>Prefer: dry-run</c> it is answered as if it were
    /// carried out, and nothing of it stays.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="write">
    /// Looks up, decides, keeps and logs; has no effect outside of the transaction, since it may be run again.
    /// </param>
    protected async Task<T> WriteAsync<T>(HttpContext context, Func<RecordWrite, Task<T>> write)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(write);
        // Taken before writing, since the store writes on a flow of its own.
        var trace = Activity.Current is { Recorded: true } request ? request.Id : null;
        var reference = RequestIdOf(context);
        if (DryRunPreference.IsAsked(context.Request))
        {
            DryRunPreference.Apply(context.Response);
            return await store.TryAsync((c, t) => write(new RecordWrite(log, c, t, reference, trace)));
        }

        var result = await store.WriteAsync((c, t) => write(new RecordWrite(log, c, t, reference, trace)));
        log.Announce();
        return result;
    }

    /// <summary>Returns the next number of a series, which each store counts by itself.</summary>
    /// <param name="write">The write that takes it.</param>
    /// <param name="series">The series.</param>
    /// <param name="first">Its first number.</param>
    protected static Task<long> NextNumberAsync(RecordWrite write, string series, long first)
    {
        ArgumentNullException.ThrowIfNull(write);
        return write.Connection.ExecuteScalarAsync<long>(Sql["NextNumber"], new { series, first }, write.Transaction);
    }

    /// <summary>Returns the refusal of a write whose preconditions (RFC 9110, 13.1) do not hold for a record; or null.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="tag">The entity tag of the record as it stands.</param>
    protected static Problem? FindUnmet(IHeaderDictionary headers, string tag)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return EntityTag.Holds(headers.IfMatch, tag) && !EntityTag.IsKnown(headers.IfNoneMatch, tag)
            ? null
            : new Problem(
                StatusCodes.Status412PreconditionFailed, "The record is not as the request expects it; read it again.");
    }

    // The hub's id of the request, so that an answer that got lost can be looked up.
    private static string RequestIdOf(HttpContext context) =>
        context.Features.Get<SideRequest>()?.RequestId ?? Guid.NewGuid().ToString();
}
