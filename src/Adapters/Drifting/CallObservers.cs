using Hub.Adapters.Calls;
using Hub.Adapters.Recording;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Drifting;

/// <summary>Tells all who want to know of answered calls.</summary>
internal sealed class CallObservers(Recordings recordings, ObservedAnswers answers) : ICallObserver
{
    public void Answered(string system, MappedCall call, JsonText? sent, SystemOutcome said)
    {
        recordings.Answered(system, call, sent, said);
        answers.Answered(system, call, sent, said);
    }
}
