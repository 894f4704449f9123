using Hub.Platform.Sides;

namespace Hub.Adapters.Systems;

/// <summary>
/// Who waits at a gate: callers take turns, each with the oldest of its calls, and the callers of one address take turns
/// among themselves (fair queueing by round robin; Nagle, RFC 970). Remembers only callers that wait.
/// </summary>
internal sealed class FairQueue
{
    private static readonly object Nobody = new();
    private readonly Dictionary<object, Group> _groups = [];
    private readonly LinkedList<Group> _turns = [];

    public int Count { get; private set; }

    public void Add(CallWaiter waiter)
    {
        var key = waiter.Turn.Caller.Group ?? Nobody;
        if (!_groups.TryGetValue(key, out var group))
        {
            _groups[key] = group = new Group();
            _turns.AddLast(group.Turn);
        }

        var member = waiter.Turn.Caller.Member ?? Nobody;
        if (!group.Members.TryGetValue(member, out var calls))
        {
            group.Members[member] = calls = new Member();
            group.Turns.AddLast(calls.Turn);
        }

        calls.Waiting.AddLast(waiter.Place);
        Count++;
    }

    /// <summary>Takes a call out, whether its turn has come or it gave up; false when it is not in any more.</summary>
    public bool Remove(CallWaiter waiter)
    {
        var (key, name) = (waiter.Turn.Caller.Group ?? Nobody, waiter.Turn.Caller.Member ?? Nobody);
        if (waiter.Place.List is not { } waiting)
            return false;
        waiting.Remove(waiter.Place);
        Count--;
        var group = _groups[key];
        if (waiting.Count == 0)
        {
            group.Turns.Remove(group.Members[name].Turn);
            group.Members.Remove(name);
        }

        if (group.Members.Count > 0)
            return true;
        _turns.Remove(group.Turn);
        _groups.Remove(key);
        return true;
    }

    /// <summary>The call whose turn it is among those that may have a place, or null.</summary>
    /// <param name="may">Whether the caller's address, or its name, may have one.</param>
    /// <param name="mayMember">Whether one among several callers of an address may.</param>
    public CallWaiter? Next(Func<CallerKey, bool> may, Func<CallerKey, bool> mayMember)
    {
        // Whoever may not holds a place already: there are no more of them than places.
        foreach (var group in _turns)
            if (may(group.Turns.First!.Value.First.Turn.Caller))
                foreach (var member in group.Turns)
                    if (mayMember(member.First.Turn.Caller))
                        return member.First;
        return null;
    }

    /// <summary>Takes out a call whose turn has come; its caller's next turn comes after everybody else's.</summary>
    public void Pass(CallWaiter waiter)
    {
        var (key, name) = (waiter.Turn.Caller.Group ?? Nobody, waiter.Turn.Caller.Member ?? Nobody);
        Remove(waiter);
        if (!_groups.TryGetValue(key, out var group))
            return;
        _turns.Remove(group.Turn);
        _turns.AddLast(group.Turn);
        if (!group.Members.TryGetValue(name, out var member))
            return;
        group.Turns.Remove(member.Turn);
        group.Turns.AddLast(member.Turn);
    }

    private sealed class Group
    {
        public Group() => Turn = new LinkedListNode<Group>(this);

        public LinkedListNode<Group> Turn { get; }

        public Dictionary<object, Member> Members { get; } = [];

        public LinkedList<Member> Turns { get; } = [];
    }

    private sealed class Member
    {
        public Member() => Turn = new LinkedListNode<Member>(this);

        public LinkedListNode<Member> Turn { get; }

        public LinkedList<CallWaiter> Waiting { get; } = [];

        public CallWaiter First => Waiting.First!.Value;
    }
}

/// <summary>A call that waits for its turn.</summary>
internal sealed class CallWaiter
{
    private readonly TaskCompletionSource<bool> _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CallWaiter(CallTurn turn)
    {
        Turn = turn;
        Place = new LinkedListNode<CallWaiter>(this);
    }

    public CallTurn Turn { get; }

    public LinkedListNode<CallWaiter> Place { get; }

    public Task<bool> Passed => _passed.Task;

    public void End(bool passed) => _passed.TrySetResult(passed);
}
