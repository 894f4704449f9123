using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.Sync.Applying;
using Hub.Sync.Bonds;
using Hub.Sync.Messages;
using Hub.Sync.Streams;

namespace Hub.Simulation.Tests.Nodes;

/// <summary>
/// Applies changes around the production's <see cref="BondedRun"/>, as <c>ChangeConsumer</c>, <c>BondedCall</c> and the inbox do:
/// each statement of the store and each call of a side is an event of its own, and the process may end between any two.
/// </summary>
internal sealed class Applier(World world, HubNode node)
{
    private static readonly string[] Own = ["id", "externalReference"];

    public void Take(Broker.Message message, Action done) => new Attempt(world, node, message, done).Run();

    private sealed class Attempt(World world, HubNode node, Broker.Message message, Action done)
    {
        private readonly SyncStream _stream = message.Stream;
        private readonly ChangeMessage _message = message.Change;
        private readonly Change _change = message.Change.ToChange();
        private BondedAttempt _attempt = null!;
        private BondedRun _run = null!;
        private Bond? _bond;
        private Side _owner;
        private RecordPair _pair = null!;
        private Action? _keepsAfterwards;
        private int _asks;
        private bool _hasTimedOut;
        private bool _hasAnswered;

        public void Run() => node.Process.Store(() => world.Tables.StandingOf(_message), standing =>
        {
            if (standing == InboxStanding.New)
                Compare();
            else if (standing == InboxStanding.Superseded)
                Supersede();
            else
                Answer(ApplyAttempt.Handled);
        });

        private void Supersede() => node.Process.Store(
            () => world.Tables.CommitSuperseded(_message), _ => Answer(ApplyAttempt.Handled));

        private void Compare()
        {
            _pair = new RecordPair(ThePlan.Entity, _message.Key, _message.Key);
            node.Process.Store(() => world.Tables.Claim(_pair, _stream.Id, ContractJson.Without(_change.Content!, Own)), claim =>
            {
                if (claim.IsBusy)
                {
                    Answer(ApplyAttempt.Busy);
                    return;
                }

                var bond = claim.Bond;
                if (BondedRun.IsOvertaken(_stream.Origin, _change, bond) && world.Fault != PlantedFault.OvertakenApplied)
                {
                    node.Process.Store(() => world.Tables.Release(bond!), _ => Supersede());
                    return;
                }

                world.Trace.Add($"{node.Process.Name} compares {_message.Stream} v{_message.Version} of {_message.Key}");
                _bond = bond;
                var winner = new ConflictWinner(
                    world is { Fault: PlantedFault.ParkedDecided, Rule: ConflictRule.Park } ? ConflictRule.Owner : world.Rule,
                    _stream.Origin,
                    new Ownership(node.Current).Of(ThePlan.Entity, _change.CohortKey),
                    world.Fault == PlantedFault.ArrivalTakenForEdit ? world.Agenda.GetUtcNow() : _change.ChangedAt,
                    world.Fault == PlantedFault.ClocksApartBelieved
                        ? world.Agenda.GetUtcNow().AddDays(1) : world.Agenda.GetUtcNow());
                _owner = winner.Owner;
                _attempt = new BondedAttempt(Own, _change, bond?.Agreed, winner, bond?.Tried);
                _run = new BondedRun(_stream.Origin, _change, bond, _attempt);
                Ask();
            });
        }

        private void Ask()
        {
            var ask = ++_asks;
            node.Process.After(TheOptions.Sync.ApplyTimeout.TotalMilliseconds, () =>
            {
                if (ask != _asks || _hasAnswered)
                    return;
                _hasTimedOut = true;
                world.TimedOut();
                Answer(ApplyAttempt.Unavailable("no answer in time"));
            });
            var comparison = world.Fault == PlantedFault.BaseNotCompared
                ? new RecordComparison((_, _) => new TargetDecision(TargetAct.Save, _change.Content))
                : _attempt.Comparison;
            if (_stream.Origin == Side.Legacy)
                Call(() => world.New.Apply(_change, comparison), After);
            else
                Update(comparison, attempts: 1);
        }

        // As the adapter's RecordUpdate: reads the record, decides, and writes over the version that was read.
        private void Update(RecordComparison comparison, int attempts)
        {
            if (world.Legacy.IsDown)
            {
                node.Process.After(world.Chance.Time(5, 100), () => node.Process.Store(
                    () => _bond is { } bond && world.Tables.Release(bond),
                    _ => Answer(ApplyAttempt.Unavailable("the system cannot be reached"))));
                return;
            }

            Call(() => world.Legacy.Find(_message.Key)!.Value, found =>
            {
                comparison.ChangedAt = found.ChangedAt;
                var decision = comparison.Decide(found.Content, found.Version);
                if (decision.Act != TargetAct.Save || ContractJson.AreSame(decision.Content, found.Content))
                {
                    After(new ApplyResult(ApplyOutcome.AlreadyApplied, _message.Key));
                    return;
                }

                var version = world.Fault == PlantedFault.LegacyVersionNotSent ? (long?)null : found.Version;
                Call(() => world.Legacy.Update(_message.Key, decision.Content!, version), isWritten =>
                {
                    if (isWritten)
                        After(new ApplyResult(ApplyOutcome.Applied, _message.Key));
                    else if (attempts < 5)
                        Update(comparison, attempts + 1);
                    else
                        Answer(ApplyAttempt.Unavailable("others were quicker"));
                });
            });
        }

        // What was sent takes effect; whoever sent it may have given up by then, or have ended.
        private void Call<T>(Func<T> call, Action<T> then) => world.Agenda.After(Latency(), () =>
        {
            var result = call();
            node.Process.After(Latency(), () =>
            {
                if (!_hasTimedOut)
                    then(result);
            });
        });

        private double Latency() =>
            world.Chance.Is(world.Odds.SlowApplying) ? world.Chance.Time(20, 6000) : world.Chance.Time(0.3, 20);

        private void After(ApplyResult result)
        {
            _asks++;
            if (world.Fault == PlantedFault.BaseNotCompared)
            {
                Commit(null);
                return;
            }

            var step = _run.Next(result);
            if (step.Keep is not { } conflict)
            {
                Finish(result);
                return;
            }

            var fields = _attempt.Judgement!.Fields;
            void Keep()
            {
                world.Kept(_message.Key, fields);
                var (arriving, standing) = (_attempt.Arriving!, conflict.Standing!);
                var (legacy, @new) = _stream.Origin == Side.Legacy ? (arriving, standing) : (standing, arriving);
                world.Ledger.Judged(_message.Key, legacy, @new, conflict.Stands, _owner);
                if (conflict.Stands is null)
                    world.Tables.KeepOpen(_pair, new OpenConflict(legacy, @new));
            }

            if (world.Fault == PlantedFault.ConflictKeptAfterwards && step.AsksAgain)
            {
                _keepsAfterwards = Keep;
                Ask();
                return;
            }

            node.Process.Store(
                () =>
                {
                    var isLast = !step.AsksAgain || world.Tables.IsLast(_bond);
                    if (isLast && world.Fault != PlantedFault.ConflictNotKept)
                        Keep();
                    return isLast;
                },
                isLast =>
                {
                    if (!isLast)
                        Answer(ApplyAttempt.Busy);
                    else if (step.AsksAgain)
                        Ask();
                    else
                        Finish(result);
                });
        }

        private void Finish(ApplyResult result)
        {
            if (_attempt.Judgement is null || _attempt.IsUndecided || !BondedRun.IsDone(result))
            {
                Commit(null);
                return;
            }

            var write = _run.Remember(_pair, _attempt.Arriving?.DeepClone().AsObject(), hashOnly: false);
            if (world.Fault == PlantedFault.EarlierReadingNotBehind && !_attempt.Replaces && write is { Bond: var bond })
                write = new BondWrite(_stream.Origin == Side.Legacy
                    ? bond with { NewVersion = _bond?.NewVersion }
                    : bond with { LegacyVersion = _bond?.LegacyVersion });
            Commit(write);
        }

        private void Commit(BondWrite? write) => node.Process.Store(
            () =>
            {
                if (write is null && _bond is { } claimed)
                    world.Tables.Release(claimed);
                _keepsAfterwards?.Invoke();
                return world.Tables.CommitApplied(_message, write);
            },
            isKept =>
            {
                var outcome = isKept ? $"{_attempt.Judgement?.Kind}" : "to be compared anew";
                world.Trace.Add($"{_message.Stream} v{_message.Version} of {_message.Key}: {outcome}");
                Answer(isKept ? ApplyAttempt.Handled : ApplyAttempt.Busy);
            });

        private void Answer(ApplyAttempt attempt)
        {
            if (_hasAnswered)
                return;
            _hasAnswered = true;
            if (!world.Chance.Is(world.Odds.LostMessages))
                message.Sender.Process.After(world.Chance.Time(0.2, 10), () =>
                    message.Sender.Sync.Find(_message.Stream)?.Answer(ChangeAnswer.To(_message, attempt)));
            done();
        }
    }
}
