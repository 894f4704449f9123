using System.Text.Json.Nodes;
using Hub.Adapters.Calls;

namespace Hub.Adapters.Changes;

/// <summary>Makes the writes that a target has decided on: at the system, or only as far as they can be tried there.</summary>
internal interface IRecordWriter
{
    /// <summary>Whether what it writes is there afterwards.</summary>
    bool TakesEffect { get; }

    /// <summary>Makes a record.</summary>
    /// <param name="request">The request document: <c>body</c>, and <c>externalReference</c> where there is one.</param>
    /// <param name="mark">What an attempt is remembered by.</param>
    /// <param name="recordKey">The key of the other side's record that it is made of.</param>
    /// <param name="openSince">The attempt that is known to be open; null for none.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    Task<CallOutcome> CreateAsync(
        JsonObject request, string mark, string recordKey, DateTimeOffset? openSince, CancellationToken cancellation);

    /// <summary>Changes a record.</summary>
    /// <param name="update">The call.</param>
    /// <param name="request">The request document: <c>key</c>, <c>body</c>, and <c>current</c> where the call needs it.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    Task<CallOutcome> UpdateAsync(MappedCall update, JsonObject request, CancellationToken cancellation);

    /// <summary>Deletes a record.</summary>
    /// <param name="delete">The call.</param>
    /// <param name="request">The request document: <c>key</c>, and <c>current</c> where the call needs it.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    Task<CallOutcome> DeleteAsync(MappedCall delete, JsonObject request, CancellationToken cancellation);

    /// <summary>Notes the key of a record whose making was in doubt.</summary>
    Task NoteMadeAsync(string mark, string key);
}
