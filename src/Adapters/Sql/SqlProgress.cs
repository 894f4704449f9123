using Hub.Soap.Outcomes;

namespace Hub.Adapters.Sql;

/// <summary>
/// How far a call has come, so that it can be told how it stands when its caller is answered without it: a client that
/// waits for a server to confirm a cancel may wait for ever. What is given up while it works is never committed.
/// </summary>
internal sealed class SqlProgress(SqlOperation operation, ISqlProvider provider)
{
    private readonly Lock _lock = new();
    private Stage _stage;
    private bool _givenUp;

    private enum Stage
    {
        Connecting,
        Working,
        Committing,
    }

    /// <summary>Whether its caller has been answered.</summary>
    public bool IsGivenUp
    {
        get
        {
            lock (_lock)
                return _givenUp;
        }
    }

    /// <summary>Whether a commit is under way.</summary>
    public bool IsCommitting
    {
        get
        {
            lock (_lock)
                return _stage == Stage.Committing;
        }
    }

    /// <summary>Begins an attempt; false where nobody waits for it.</summary>
    public bool Connects() => Reaches(Stage.Connecting);

    /// <summary>Begins to say something to the database; false where nobody waits for it.</summary>
    public bool Works() => Reaches(Stage.Working);

    /// <summary>Begins to commit; false where it must not.</summary>
    public bool Commits() => Reaches(Stage.Committing);

    /// <summary>Gives it up.</summary>
    /// <returns>What can be said of it: of a write that only the hub commits, that nothing was done.</returns>
    public SystemOutcome GiveUp()
    {
        lock (_lock)
        {
            _givenUp = true;
            return _stage switch
            {
                Stage.Connecting => new Unreachable(),
                Stage.Working when operation.Write && !(operation.MayCommit && provider.RoutinesCommit) =>
                    SqlFaults.Of(SqlFaults.Timeout),
                _ => new NoAnswer(TimedOut: true),
            };
        }
    }

    private bool Reaches(Stage stage)
    {
        lock (_lock)
        {
            if (!_givenUp)
                _stage = stage;
            return !_givenUp;
        }
    }
}
