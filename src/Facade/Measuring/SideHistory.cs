namespace Hub.Facade.Measuring;

/// <summary>
/// Keeps what a side answered in each half minute of the last hour: of each its counts above 0 only, some dozens of bytes.
/// </summary>
internal sealed class SideHistory
{
    /// <summary>How many half minutes are kept.</summary>
    public const int Slots = 120;

    private readonly Queue<Placed[]> _slots = new();

    /// <summary>Adds a half minute.</summary>
    public void Add(AnswerCounts answers)
    {
        // Nothing is kept of a side that never answered.
        if (answers.Answered == 0 && _slots.Count == 0)
            return;
        lock (_slots)
        {
            _slots.Enqueue([.. answers.ToSparse().Select(c => new Placed((byte)c.Key, (uint)Math.Min(c.Value, uint.MaxValue)))]);
            if (_slots.Count > Slots)
                _slots.Dequeue();
        }
    }

    /// <summary>Returns the half minutes, the newest first.</summary>
    public IReadOnlyList<AnswerCounts> Read()
    {
        lock (_slots)
            return
            [
                .. _slots.Reverse().Select(slot => AnswerCounts.Of(slot.ToDictionary(p => (int)p.Place, p => (long)p.Count))),
            ];
    }

    private readonly record struct Placed(byte Place, uint Count);
}
