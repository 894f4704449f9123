using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Calls;

/// <summary>Is told of each mapped call that a system has answered, or has not.</summary>
internal interface ICallObserver
{
    /// <summary>Takes note of a call. Called on the request's way: what takes time is done elsewhere.</summary>
    /// <param name="system">The system's name.</param>
    /// <param name="call">What was called.</param>
    /// <param name="sent">The request in the system's terms; null where it could not be said in them.</param>
    /// <param name="said">What the system said.</param>
    void Answered(string system, MappedCall call, JsonText? sent, SystemOutcome said);
}
