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

        public void Run()
        {
            if (message.Parked is null)
                Begin();
            else
                BeginReplay(message.Parked.Value);
        }

        // As ReplayConsumer: the inbox has the change already, so only what came later counts.
        private void BeginReplay(long parked) => node.Process.Store(
            () => (IsParked: world.Tables.IsParked(parked), Known: world.Tables.FindVersion(_message.Stream, _message.Key)),
            found =>
            {
                if (!found.IsParked)
                    done();
                else if (found.Known >= _message.Version && world.Fault != PlantedFault.ParkedReplayedOverLater)
                    Supersede();
                else
                    Compare();
            });

        private void Begin() => node.Process.Store(() => world.Tables.StandingOf(_message), standing =>
        {
            if (standing == InboxStanding.New)
                Compare();
            else if (standing == InboxStanding.Superseded)
                Supersede();
            else
                Answer(ApplyAttempt.Handled);
        });

        private void Supersede() => node.Process.Store(
            () => message.Parked is { } parked ? world.Tables.Unpark(parked) : world.Tables.CommitSuperseded(_message),
            _ => Answer(ApplyAttempt.Handled));

        private void Compare()
        {
            _pair = new RecordPair(ThePlan.Entity, _message.Key, _message.Key);
            var arriving = _change.Content is { } content ? ContractJson.Without(content, Own) : null;
            node.Process.Store(() => world.Tables.Claim(_pair, _stream.Id, arriving), claim =>
            {
                if (claim.IsBusy)
                {
                    Answer(ApplyAttempt.Busy);
                    return;
                }

                var bond = claim.Bond;
                // The bond may have been forgotten, by a deletion, since the inbox was asked.
                if (bond is null && world.Tables.FindVersion(_message.Stream, _message.Key) >= _message.Version)
                {
                    Supersede();
                    return;
                }

                if (BondedRun.IsOvertaken(_stream.Origin, _change, bond)
                    && world.Fault != PlantedFault.OvertakenApplied
                    && !(message.Parked is not null && world.Fault == PlantedFault.ParkedReplayedOverLater))
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
            var comparison = IsUncompared
                ? new RecordComparison((_, _) => _change.Content is null
                    ? new TargetDecision(TargetAct.Delete)
                    : new TargetDecision(TargetAct.Save, _change.Content))
                : _attempt.Comparison;
            if (_stream.Origin == Side.Legacy)
                Call(() => world.New.Apply(_change, comparison), After);
            else
                Update(comparison, attempts: 1);
        }

        private bool IsUncompared => world.Fault == PlantedFault.BaseNotCompared
            || (_change.Content is null && world.Fault == PlantedFault.DeletedUnseen);

        // As the adapter's RecordUpdate and RecordDeletion: reads the record, decides, and writes over the version that was read.
        // What is gone there is not made again under its key.
        private void Update(RecordComparison comparison, int attempts)
        {
            if (world.Legacy.IsDown)
            {
                node.Process.After(world.Chance.Time(5, 100), () => node.Process.Store(
                    () => _bond is { } bond && world.Tables.Release(bond),
                    _ => Answer(ApplyAttempt.Unavailable("the system cannot be reached"))));
                return;
            }

            Call(() => world.Legacy.Find(_message.Key), there =>
            {
                comparison.ChangedAt = there?.ChangedAt;
                var decision = comparison.Decide(there?.Content, there?.Version);
                if (there is not { } found)
                {
                    After(decision.Act == TargetAct.Save
                        ? Refused("not found") : new ApplyResult(ApplyOutcome.AlreadyApplied, _message.Key));
                    return;
                }

                if (!Writes(decision, found.Content))
                {
                    After(new ApplyResult(ApplyOutcome.AlreadyApplied, _message.Key));
                    return;
                }

                if (decision.Content is { } content && world.Legacy.Refuses(_message.Key, content))
                {
                    After(Refused("a value that it does not know"));
                    return;
                }

                var isBlind = world.Fault
                    == (IsDeletion ? PlantedFault.DeletedVersionNotSent : PlantedFault.LegacyVersionNotSent);
                Call(() => world.Legacy.Update(_message.Key, decision.Content, isBlind ? null : found.Version), isWritten =>
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

        private bool IsDeletion => _change.Kind == ChangeKind.Delete;

        private bool Writes(TargetDecision decision, JsonObject current) => IsDeletion
            ? decision.Act == TargetAct.Delete
            : decision.Act == TargetAct.Save && !ContractJson.AreSame(decision.Content, current);

        private static ApplyResult Refused(string reason) => new(ApplyOutcome.Refused, null, reason);

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
            if (result.Outcome == ApplyOutcome.Refused)
            {
                Park();
                return;
            }

            if (IsUncompared)
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
                var (arriving, standing) = (_attempt.Arriving, conflict.Standing);
                var (legacy, @new) = _stream.Origin == Side.Legacy ? (arriving, standing) : (standing, arriving);
                if ((legacy is null || @new is null) && world.Fault == PlantedFault.DeletionNotKept)
                    return;
                world.Kept(_message.Key, fields, legacy, @new);
                if (legacy is not null && @new is not null)
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
            if (world.Fault == PlantedFault.EarlierReadingNotBehind && !_attempt.Replaces
                && write is { Forgets: false, Bond: var bond })
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
                return world.Tables.CommitApplied(_message, write, OvertakenBy(write), message.Parked);
            },
            isKept =>
            {
                var outcome = isKept ? $"{_attempt.Judgement?.Kind}" : "to be compared anew";
                world.Trace.Add($"{_message.Stream} v{_message.Version} of {_message.Key}: {outcome}");
                Answer(isKept ? ApplyAttempt.Handled : ApplyAttempt.Busy);
            });

        // As BondedCall: an edit of the other side that was read before a deletion does not make the record again.
        private OvertakenChanges? OvertakenBy(BondWrite? write)
        {
            var (other, reverse) = _stream.Origin == Side.Legacy
                ? (Side.New, ThePlan.FromNew) : (Side.Legacy, ThePlan.FromLegacy);
            return write is { Forgets: true, Bond: var gone } && gone.VersionOf(other) is { } behind
                ? new OvertakenChanges(reverse.Id, _message.Key, behind)
                : null;
        }

        private void Park() => node.Process.Store(
            () =>
            {
                if (_bond is { } claimed)
                    world.Tables.Release(claimed);
                return message.Parked is null ? world.Tables.CommitParked(_message) : null;
            },
            parked =>
            {
                if (parked is { } id)
                    world.Parked(_message, id);
                Answer(world.Fault == PlantedFault.ParkedNotHandled
                    ? new ApplyAttempt(AttemptOutcome.Failed, "refused") : ApplyAttempt.Handled);
            });

        private void Answer(ApplyAttempt attempt)
        {
            if (_hasAnswered)
                return;
            _hasAnswered = true;
            if (message.Parked is null && !world.Chance.Is(world.Odds.LostMessages))
                message.Sender.Process.After(world.Chance.Time(0.2, 10), () =>
                    message.Sender.Sync.Find(_message.Stream)?.Answer(ChangeAnswer.To(_message, attempt)));
            done();
        }
    }
}
