using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Calls;

/// <summary>One call as it was made, for somebody who wants to see it.</summary>
/// <param name="Call">What was called.</param>
/// <param name="Sent">The request in the system's terms; null where it could not be said in them.</param>
/// <param name="Exchange">Both messages, as far as there were any.</param>
/// <param name="Said">What the system said; null where nothing was sent.</param>
/// <param name="Told">What that means.</param>
internal sealed record ObservedCall(
    MappedCall Call, JsonText? Sent, Exchange Exchange, SystemOutcome? Said, CallOutcome Told);
