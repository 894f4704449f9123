using System.Collections.Immutable;
using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;
using Hub.Platform.Plan;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Changes;

/// <summary>Reads how a list in an answer becomes <c>items</c>.</summary>
internal static class EachReader
{
    public static MappingTable Read(
        PlanNode node, TypeShape output, CallReader calls,
        Action<TypeShape, ImmutableArray<Binding>.Builder> readEntry, PlanNode? each)
    {
        var items = ImmutableArray.CreateBuilder<Binding>();
        if (each?.Text is not { } path)
        {
            calls.Error(node, "'each' is missing: the path of the list in the answer");
            return new MappingTable([]);
        }

        var list = LegacyPath.Follow(path, output, calls.Contract.File);
        if (list.Problem is not null || !list.Repeats)
        {
            calls.Error(each, list.Problem ?? $"'{path}' is no list");
            return new MappingTable([]);
        }

        readEntry(list.Type, items);
        return new MappingTable([new ListBinding(["items"], list.Properties, new MappingTable(items.ToImmutable()))]);
    }

    public static void ReadPath(
        string field, PlanNode path, TypeShape entry, CallReader calls, ImmutableArray<Binding>.Builder items)
    {
        var place = LegacyPath.Follow(path.Text ?? "", entry, calls.Contract.File);
        if (place.Problem is { } problem)
            calls.Error(path, problem);
        else
            items.Add(new ValueBinding([field], place.Properties, []));
    }
}
