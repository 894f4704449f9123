namespace Hub.Simulation.Tests.Engine;

/// <summary>A process that may pause, be cut off from the store, or die. What it had planned goes on after a pause.</summary>
internal sealed class Process(Agenda agenda, Chance chance, string name)
{
    private double _pausedUntil;
    private double _cutOffUntil;

    public string Name { get; } = name;

    public bool IsAlive { get; private set; } = true;

    public bool IsPaused => agenda.Now < _pausedUntil;

    public bool IsCutOff => agenda.Now < _cutOffUntil;

    /// <summary>When it was last disturbed, or will have been.</summary>
    public double DisturbedUntil => Math.Max(_pausedUntil, _cutOffUntil);

    public void Pause(double milliseconds) => _pausedUntil = Math.Max(_pausedUntil, agenda.Now + milliseconds);

    public void CutOff(double milliseconds) => _cutOffUntil = Math.Max(_cutOffUntil, agenda.Now + milliseconds);

    public void Die() => IsAlive = false;

    public void After(double milliseconds, Action act) => agenda.After(milliseconds, () => Run(act));

    public void Run(Action act)
    {
        if (!IsAlive)
            return;
        if (IsPaused)
            agenda.After(_pausedUntil - agenda.Now + chance.Time(0, 3), () => Run(act));
        else
            act();
    }

    /// <summary>Does something in the hub's store: it takes effect there, and the answer may reach nobody any more.</summary>
    public void Store<T>(Func<T> statement, Action<T> then)
    {
        if (IsCutOff)
        {
            After(_cutOffUntil - agenda.Now + chance.Time(1, 50), () => Store(statement, then));
            return;
        }

        agenda.After(chance.Time(0.2, 6), () =>
        {
            var result = statement();
            After(chance.Time(0.2, 6), () => then(result));
        });
    }
}
