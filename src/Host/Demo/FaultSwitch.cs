namespace Hub.Host.Demo;

/// <summary>Keeps the fault that new services have now, in memory alone: a hub that starts has none.</summary>
internal sealed class FaultSwitch
{
    private volatile SwitchedOn? _now;

    /// <summary>The fault and its share; null where services answer as they are.</summary>
    public SwitchedOn? Now => _now;

    /// <summary>Has services have a fault, in place of the one before.</summary>
    public void TurnOn(SeededFault fault, double percent) => _now = new SwitchedOn(fault, percent);

    /// <summary>Has services answer as they are.</summary>
    public void TurnOff() => _now = null;

    /// <summary>A fault that is on.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="percent">How many of a hundred answers have it.</param>
    internal sealed class SwitchedOn(SeededFault fault, double percent)
    {
        private long _answers;

        public SeededFault Fault => fault;

        public double Percent => percent;

        /// <summary>Returns whether the next answer has it: exactly so many of a hundred, evenly spread, and the first.</summary>
        public bool Strikes()
        {
            var answer = Interlocked.Increment(ref _answers);
            return Math.Ceiling(answer * percent / 100) > Math.Ceiling((answer - 1) * percent / 100);
        }
    }
}
