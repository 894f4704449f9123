using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Hub.Architecture.Tests;

/// <summary>
/// Strings are sorted by their characters' numbers. Without a comparer they would be sorted by a culture's rules, which
/// differ where ICU is missing. Read from the built assemblies, as no analyzer tells sorting from looking up.
/// </summary>
public sealed class Comparisons
{
    private static readonly string[] Sorting =
    [
        "Order", "OrderDescending", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "Min", "Max", "MinBy", "MaxBy",
        "Sort", "CompareTo", "get_Default", "ToImmutableSortedDictionary", "ToImmutableSortedSet", ".ctor",
    ];

    public static TheoryData<string> Programs =>
        [.. Projects.Under("src").Concat(Projects.Under("samples")).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Programs))]
    public void Strings_are_sorted_by_a_named_comparer(string project)
    {
        using var assembly = new PEReader(File.OpenRead(Projects.Built(Projects.Named(project))));
        var reader = assembly.GetMetadataReader();
        var called = Enumerable.Range(1, reader.GetTableRowCount(TableIndex.MemberRef))
            .Select(row => Describe(reader, row)).Concat(
                Enumerable.Range(1, reader.GetTableRowCount(TableIndex.MethodSpec))
                    .Select(row => DescribeGeneric(reader, row)));
        called.Where(c => c is not null).ShouldBeEmpty("name StringComparer.Ordinal where these are called");
    }

    // Methods and constructors of types whose strings are sorted.
    private static string? Describe(MetadataReader reader, int row)
    {
        var method = reader.GetMemberReference(MetadataTokens.MemberReferenceHandle(row));
        var name = reader.GetString(method.Name);
        if (method.GetKind() != MemberReferenceKind.Method || !Sorting.Contains(name))
            return null;
        var type = TypeName(reader, method.Parent);
        var given = method.DecodeMethodSignature(new TypeNames(), null).ParameterTypes;
        var sorts = (type, name) switch
        {
            ("String", "CompareTo") => true,
            ("Comparer`1<String>", "get_Default") => true,
            ("List`1<String>", "Sort") => given.IsEmpty,
            (_, ".ctor") => type is not null
                && (type.StartsWith("SortedDictionary`2<String", StringComparison.Ordinal)
                    || type.StartsWith("SortedList`2<String", StringComparison.Ordinal)
                    || type.StartsWith("SortedSet`1<String", StringComparison.Ordinal))
                && !given.Any(g => g.StartsWith("IComparer", StringComparison.Ordinal)),
            _ => false,
        };
        return sorts ? $"{type}.{name}" : null;
    }

    // What LINQ and arrays sort by: the last type argument, unless a comparer is given.
    private static string? DescribeGeneric(MetadataReader reader, int row)
    {
        var call = reader.GetMethodSpecification(
            MetadataTokens.MethodSpecificationHandle(row));
        if (call.Method.Kind != HandleKind.MemberReference)
            return null;
        var method = reader.GetMemberReference((MemberReferenceHandle)call.Method);
        var name = reader.GetString(method.Name);
        var type = TypeName(reader, method.Parent);
        if (!Sorting.Contains(name)
            || type is not ("Enumerable" or "Array" or "ImmutableSortedDictionary" or "ImmutableSortedSet"))
            return null;
        var by = call.DecodeSignature(new TypeNames(), null);
        var key = type == "ImmutableSortedDictionary" ? by[^2] : by[^1];
        var given = method.DecodeMethodSignature(new TypeNames(), null).ParameterTypes;
        return key == "String" && !given.Any(g => g.StartsWith("IComparer", StringComparison.Ordinal))
            ? $"{type}.{name}<{string.Join(", ", by)}>"
            : null;
    }

    private static string? TypeName(MetadataReader reader, EntityHandle type) => type.Kind switch
    {
        HandleKind.TypeReference => reader.GetString(reader.GetTypeReference((TypeReferenceHandle)type).Name),
        HandleKind.TypeSpecification =>
            reader.GetTypeSpecification((TypeSpecificationHandle)type).DecodeSignature(new TypeNames(), null),
        _ => null,
    };
}
